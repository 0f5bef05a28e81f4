using System.Diagnostics;
using Waypost.FlagProvider.Store;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary>Applies verified webhooks to the store.</summary>
internal sealed partial class WebhookHandler(
    FlagStore store,
    SdkKeyStore keys,
    WebhookDeliveryStatus delivery,
    ReconcileLoop loop,
    TimeProvider time,
    Instruments instruments,
    ILogger<WebhookHandler> logger
)
{
    public WebhookOutcome Handle(Webhook webhook)
    {
        // The request's span continues the manager's trace, so this span completes the trace of the edit.
        using var span = instruments.Source.StartActivity("waypost.flags.apply");
        var outcome = Dispatch(webhook, span);
        span?.SetTag("waypost.webhook", webhook.Type).SetTag("waypost.outcome", outcome.Kind.ToString().ToLowerInvariant());
        return outcome;
    }

    private WebhookOutcome Dispatch(Webhook webhook, Activity? span)
    {
        switch (webhook.Type)
        {
            case Webhook.FlagsUpdated:
                return ForEnvironment(webhook.Data, key => UpdateFlags(key, webhook, span));
            case Webhook.EnvironmentDeleted:
                return ForEnvironment(webhook.Data, key => Delete(key, webhook.Data.Epoch));
            case Webhook.KeysUpdated:
                return UpdateKeys(webhook.Data.Keys);
            default:
                // Sent by a newer manager. The long poll delivers the change if it concerns this replica.
                return WebhookOutcome.Done;
        }
    }

    private static WebhookOutcome ForEnvironment(WebhookData data, Func<EnvironmentKey, WebhookOutcome> handle) =>
        EnvironmentKey.TryCreate(data.Project, data.Environment, out var key)
            ? handle(key)
            : WebhookOutcome.Malformed("its project or environment is missing or invalid");

    private WebhookOutcome UpdateFlags(EnvironmentKey key, Webhook webhook, Activity? span)
    {
        var (snapshot, patch) = (webhook.Data.Snapshot, webhook.Data.Patch);
        if (
            (
                snapshot is not null ? SnapshotValidation.FindError(snapshot, key)
                : patch is not null ? SnapshotValidation.FindError(patch)
                : null
            ) is
            { } error
        )
        {
            return WebhookOutcome.Malformed($"{(snapshot is not null ? "its snapshot" : "its patch")} cannot be used: {error}");
        }

        var outcome =
            snapshot is not null ? store.Apply(snapshot, SnapshotSource.Webhook)
            : patch is not null ? store.Apply(key, patch)
            : IsUpToDate(key, webhook.Data) ? ApplyOutcome.AlreadyNewer
            : ApplyOutcome.DoesNotFit;
        var current = store.Find(key)?.Current?.Version;
        span?.SetTag("waypost.environment", key.ToString()).SetTag("waypost.version", current?.ToString());
        if (outcome == ApplyOutcome.Applied)
        {
            delivery.RecordReceived();
            instruments.RecordPropagation(time.GetUtcNow() - webhook.Timestamp);
            Log.Applied(logger, key.ToString(), current.ToString() ?? "");
        }

        var isSameEpoch = current?.Epoch == (patch?.Epoch ?? webhook.Data.Epoch);
        var currentVersion = isSameEpoch ? current?.Version ?? 0 : 0;
        return outcome == ApplyOutcome.DoesNotFit ? WebhookOutcome.DoesNotFit(currentVersion) : WebhookOutcome.Done;
    }

    private WebhookOutcome Delete(EnvironmentKey key, string? epoch)
    {
        // An environment that was recreated under the same key has another epoch; a late webhook must not delete it.
        var isSameEpoch = store.Find(key)?.Current?.Version.Epoch is { } current && (epoch is null || epoch == current);
        if (isSameEpoch && store.Drop(key))
        {
            Log.Deleted(logger, key.ToString());
        }

        return WebhookOutcome.Done;
    }

    private WebhookOutcome UpdateKeys(SdkKeys? sent)
    {
        if (sent is null)
        {
            loop.Wake();
        }
        else if (keys.Apply(sent) == ApplyOutcome.Applied)
        {
            Log.AppliedKeys(logger, sent.KeysVersion, sent.Keys.Count);
        }

        return WebhookOutcome.Done;
    }

    private bool IsUpToDate(EnvironmentKey key, WebhookData data) =>
        store.Find(key)?.Current?.Version is { } current && current.Epoch == data.Epoch && current.Version >= data.Version;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Environment} is at {Version}, received by webhook")]
        public static partial void Applied(ILogger logger, string environment, string version);

        [LoggerMessage(Level = LogLevel.Debug, Message = "SDK keys are at version {Version}: {Count} keys, received by webhook")]
        public static partial void AppliedKeys(ILogger logger, long version, int count);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} was deleted in the manager")]
        public static partial void Deleted(ILogger logger, string environment);
    }
}
