namespace Waypost.FlagProvider.Upstream;

/// <summary>Whether webhooks reach this replica. If they do, it waits briefly for one before it fetches a snapshot. Thread-safe.</summary>
internal sealed class WebhookDeliveryStatus
{
    private volatile bool isWorking;

    /// <summary>The last change arrived by webhook.</summary>
    public bool IsWorking => isWorking;

    /// <summary>A change arrived by webhook.</summary>
    public void RecordReceived() => isWorking = true;

    /// <summary>A change had to be fetched.</summary>
    public void RecordMissed() => isWorking = false;
}
