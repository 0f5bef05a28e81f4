using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;
using Waypost.Flags;

namespace Waypost.FlagProvider.Upstream;

/// <summary>
/// One round of the level-triggered half: tells the manager what this replica holds, is told what is newest, fetches the
/// difference. Whatever happened to webhooks, after a round without an exception the replica is up to date.
/// </summary>
internal sealed partial class Reconciler(
    ThisReplica replica,
    ManagerClient manager,
    ManagerContact contact,
    FlagStore store,
    KeyStore keys,
    WebhookArrivals webhooks,
    IOptions<ProviderOptions> options,
    TimeProvider time,
    Instruments instruments,
    ILogger<Reconciler> logger
)
{
    // The manager answers the held call and sends the webhook at the same moment: the patch is worth this wait.
    private static readonly TimeSpan WebhookGrace = TimeSpan.FromMilliseconds(300);

    /// <summary>True if something was fetched and applied.</summary>
    public async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        // A manager just found is not asked to hold its answer: until it comes, nobody knows whether what is served is current.
        var wait = contact.HasCaughtUp && contact.LostFor is null ? options.Value.PollWait : TimeSpan.Zero;
        var reply = await manager.RegisterAsync(replica.Describe(), wait, cancellationToken);
        contact.Answered();
        var newest = Parse(reply.Versions);
        if (webhooks.AreComing && newest.Any(IsBehind))
        {
            await Task.Delay(WebhookGrace, time, cancellationToken);
        }

        var changed = false;
        Exception? failure = null;
        foreach (var (key, version) in newest)
        {
            try
            {
                changed |= await FollowAsync(key, version, cancellationToken);
            }
            catch (Exception exception) when (IsRemote(exception, cancellationToken))
            {
                // One environment's trouble does not keep the others from being followed.
                failure ??= exception;
            }
        }

        changed |= await FollowKeysAsync(reply.KeysVersion, cancellationToken);
        if (newest.Count > 0)
        {
            await DropGoneAsync(newest, cancellationToken);
        }

        if (failure is not null)
        {
            throw failure;
        }

        contact.CaughtUp();
        return changed;
    }

    /// <summary>The manager, or the way to it, is to blame; not this process.</summary>
    public static bool IsRemote(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception
            is HttpRequestException
                or TimeoutException
                or System.Text.Json.JsonException
                or InvalidDataException
                or IOException
                or OperationCanceledException;

    private Dictionary<EnvironmentKey, SnapshotVersion> Parse(IReadOnlyDictionary<string, string> versions)
    {
        var parsed = new Dictionary<EnvironmentKey, SnapshotVersion>();
        foreach (var (name, text) in versions)
        {
            if (EnvironmentKey.TryParse(name, out var key) && SnapshotVersion.TryParse(text, out var version))
            {
                parsed[key] = version;
            }
            else
            {
                Log.NotAVersion(logger, name, text);
            }
        }

        return parsed;
    }

    private bool IsBehind(KeyValuePair<EnvironmentKey, SnapshotVersion> newest) =>
        store.Find(newest.Key)?.Current?.Version is not { } held || held.Epoch != newest.Value.Epoch || held.Version < newest.Value.Version;

    private async Task<bool> FollowAsync(EnvironmentKey key, SnapshotVersion newest, CancellationToken cancellationToken)
    {
        if (!IsBehind(new(key, newest)))
        {
            store.Confirm(key, newest);
            return false;
        }

        var held = store.Find(key)?.Current;
        var fetched = await manager.GetSnapshotAsync(key, held?.ETag, cancellationToken);
        if (fetched.Snapshot is not { } snapshot)
        {
            if (held is not null && !fetched.IsGone)
            {
                store.Confirm(key, held.Version);
            }

            return false;
        }

        // A webhook that came in the meantime may have brought a newer epoch: then this answer is the old one.
        if (store.Find(key)?.Current is { } now && now.Version.Epoch != snapshot.Epoch && now.Version.Epoch != held?.Version.Epoch)
        {
            return true;
        }

        if (store.Apply(snapshot, SnapshotSource.Manager) != ApplyOutcome.Applied)
        {
            return false;
        }

        if (held is not null)
        {
            webhooks.Missed();
            instruments.Repaired();
        }

        // The first is news for whoever started this replica; every edit would be too much of it.
        Log.Fetched(logger, held is null ? LogLevel.Information : LogLevel.Debug, key.ToString(), SnapshotVersion.Of(snapshot).ToString());
        return true;
    }

    private async Task<bool> FollowKeysAsync(long newest, CancellationToken cancellationToken)
    {
        var held = keys.Current;
        if (held?.Version == newest)
        {
            return false;
        }

        var fetched = await manager.GetKeysAsync(cancellationToken);
        if (keys.ApplyFetched(fetched, held) != ApplyOutcome.Applied)
        {
            return false;
        }

        Log.FetchedKeys(logger, held is null ? LogLevel.Information : LogLevel.Debug, fetched.KeysVersion, fetched.Keys.Count);
        return true;
    }

    /// <summary>
    /// An environment goes only if the manager both left it out of its answer and, asked for it by name, does not know it.
    /// An answer without any environment is taken for a fault of the manager, not for the end of all flags.
    /// </summary>
    private async Task DropGoneAsync(Dictionary<EnvironmentKey, SnapshotVersion> newest, CancellationToken cancellationToken)
    {
        foreach (var environment in store.Environments.Where(environment => !newest.ContainsKey(environment.Key)).ToList())
        {
            var fetched = await manager.GetSnapshotAsync(environment.Key, environment.Current?.ETag, cancellationToken);
            if (fetched.IsGone && store.Drop(environment.Key))
            {
                Log.Dropped(logger, environment.Key.ToString());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The manager named a version that is none: {Name} at {Version}")]
        public static partial void NotAVersion(ILogger logger, string name, string version);

        [LoggerMessage(Message = "{Environment} is at {Version}, fetched from the manager")]
        public static partial void Fetched(ILogger logger, LogLevel level, string environment, string version);

        [LoggerMessage(Message = "SDK keys are at version {Version}: {Count} keys")]
        public static partial void FetchedKeys(ILogger logger, LogLevel level, long version, int count);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} is gone: the manager no longer knows it")]
        public static partial void Dropped(ILogger logger, string environment);
    }
}
