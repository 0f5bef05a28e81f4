using System.Diagnostics;
using Waypost.FlagProvider.Store;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary>What a verified webhook does to the store.</summary>
internal sealed partial class WebhookHandler(
    FlagStore store,
    KeyStore keys,
    WebhookArrivals arrivals,
    ReconcileLoop loop,
    TimeProvider time,
    Instruments instruments,
    ILogger<WebhookHandler> logger
)
{
    public WebhookResult Handle(Webhook webhook)
    {
        // Child of the request's span, whose parent is the manager's: the edit's trace ends here.
        using var span = instruments.Source.StartActivity("waypost.flags.apply");
        var result = Dispatch(webhook, span);
        span?.SetTag("waypost.webhook", webhook.Type).SetTag("waypost.outcome", result.Kind.ToString().ToLowerInvariant());
        return result;
    }

    private WebhookResult Dispatch(Webhook webhook, Activity? span)
    {
        switch (webhook.Type)
        {
            case Webhook.FlagsUpdated:
                return Environment(webhook.Data, key => Update(key, webhook, span));
            case Webhook.EnvironmentDeleted:
                return Environment(webhook.Data, key => Delete(key, webhook.Data.Epoch));
            case Webhook.KeysUpdated:
                return Update(webhook.Data.Keys);
            default:
                // A newer manager's word: what it means reaches this replica by the long poll, if it means anything to it.
                return WebhookResult.Done;
        }
    }

    private static WebhookResult Environment(WebhookData data, Func<EnvironmentKey, WebhookResult> handle) =>
        EnvironmentKey.TryCreate(data.Project, data.Environment, out var key)
            ? handle(key)
            : WebhookResult.Malformed("project or environment is missing or no key");

    private WebhookResult Update(EnvironmentKey key, Webhook webhook, Activity? span)
    {
        var (snapshot, patch) = (webhook.Data.Snapshot, webhook.Data.Patch);
        if (
            (
                snapshot is not null ? Acceptable.Fault(snapshot, key)
                : patch is not null ? Acceptable.Fault(patch)
                : null
            ) is
            { } fault
        )
        {
            return WebhookResult.Malformed($"{(snapshot is not null ? "the snapshot" : "the patch")} cannot be used: {fault}");
        }

        var outcome =
            snapshot is not null ? store.Apply(snapshot, SnapshotSource.Webhook)
            : patch is not null ? store.Apply(key, patch)
            : Holds(key, webhook.Data) ? ApplyOutcome.AlreadyNewer
            : ApplyOutcome.DoesNotFit;
        var held = store.Find(key)?.Current?.Version;
        span?.SetTag("waypost.environment", key.ToString()).SetTag("waypost.version", held?.ToString());
        if (outcome == ApplyOutcome.Applied)
        {
            arrivals.Arrived();
            instruments.Propagated(time.GetUtcNow() - webhook.Timestamp);
            Log.Applied(logger, key.ToString(), held.ToString() ?? "");
        }

        var sameEpoch = held?.Epoch == (patch?.Epoch ?? webhook.Data.Epoch);
        return outcome == ApplyOutcome.DoesNotFit ? WebhookResult.DoesNotFit(sameEpoch ? held?.Version ?? 0 : 0) : WebhookResult.Done;
    }

    private WebhookResult Delete(EnvironmentKey key, string? epoch)
    {
        // An environment made anew under the same key has another epoch: this webhook then speaks of the one before.
        var isHeld = store.Find(key)?.Current?.Version.Epoch is { } held && (epoch is null || epoch == held);
        if (isHeld && store.Drop(key))
        {
            Log.Deleted(logger, key.ToString());
        }

        return WebhookResult.Done;
    }

    private WebhookResult Update(SdkKeys? sent)
    {
        if (sent is null)
        {
            loop.Wake();
        }
        else if (keys.Apply(sent) == ApplyOutcome.Applied)
        {
            Log.AppliedKeys(logger, sent.KeysVersion, sent.Keys.Count);
        }

        return WebhookResult.Done;
    }

    private bool Holds(EnvironmentKey key, WebhookData data) =>
        store.Find(key)?.Current?.Version is { } held && held.Epoch == data.Epoch && held.Version >= data.Version;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Environment} is at {Version}, sent by webhook")]
        public static partial void Applied(ILogger logger, string environment, string version);

        [LoggerMessage(Level = LogLevel.Debug, Message = "SDK keys are at version {Version}: {Count} keys, sent by webhook")]
        public static partial void AppliedKeys(ILogger logger, long version, int count);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} was deleted")]
        public static partial void Deleted(ILogger logger, string environment);
    }
}
