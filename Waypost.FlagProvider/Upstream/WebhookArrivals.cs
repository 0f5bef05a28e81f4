namespace Waypost.FlagProvider.Upstream;

/// <summary>Whether webhooks reach this replica: then a version just announced is worth waiting for a moment. Thread-safe.</summary>
internal sealed class WebhookArrivals
{
    private volatile bool areComing;

    /// <summary>The last change came by webhook.</summary>
    public bool AreComing => areComing;

    public void Arrived() => areComing = true;

    /// <summary>A change had to be fetched.</summary>
    public void Missed() => areComing = false;
}
