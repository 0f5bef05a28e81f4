using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;
using Waypost.Flags;

namespace Waypost.FlagProvider.Upstream;

/// <summary>
/// One reconciliation with the manager: reports this replica's versions, receives the newest ones, and fetches the difference. After a
/// round without an exception the replica is up to date, even if webhooks were lost.
/// </summary>
internal sealed partial class Reconciler(
    RegistrationFactory registrations,
    ManagerClient manager,
    ManagerStatus status,
    FlagStore store,
    SdkKeyStore keys,
    WebhookDeliveryStatus webhooks,
    IOptions<ProviderOptions> options,
    TimeProvider time,
    Instruments instruments,
    ILogger<Reconciler> logger
)
{
    // The manager sends the webhook when it answers the long poll. Waiting for that patch is cheaper than fetching a snapshot.
    private static readonly TimeSpan WebhookGrace = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs one round.</summary>
    /// <returns>Whether something was fetched and applied.</returns>
    public async Task<bool> ReconcileAsync(CancellationToken cancellationToken)
    {
        // After an outage the manager must answer at once: until then this replica may be serving old flags.
        var wait = status.HasCaughtUp && status.LostFor is null ? options.Value.PollWait : TimeSpan.Zero;
        var reply = await manager.RegisterAsync(registrations.Create(), wait, cancellationToken);
        status.RecordAnswer();
        var newest = Parse(reply.Versions);
        if (webhooks.IsWorking && newest.Any(IsBehind))
        {
            await Task.Delay(WebhookGrace, time, cancellationToken);
        }

        var changed = false;
        Exception? failure = null;
        foreach (var (key, version) in newest)
        {
            try
            {
                changed |= await UpdateEnvironmentAsync(key, version, cancellationToken);
            }
            catch (Exception exception) when (IsRemoteFailure(exception, cancellationToken))
            {
                // The other environments are still updated.
                failure ??= exception;
            }
        }

        changed |= await UpdateKeysAsync(reply.KeysVersion, cancellationToken);
        if (newest.Count > 0)
        {
            await DropDeletedAsync(newest, cancellationToken);
        }

        if (failure is not null)
        {
            throw failure;
        }

        status.RecordCaughtUp();
        return changed;
    }

    /// <summary>The manager or the network caused the exception, not this process.</summary>
    public static bool IsRemoteFailure(Exception exception, CancellationToken cancellationToken) =>
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
                Log.InvalidVersion(logger, name, text);
            }
        }

        return parsed;
    }

    private bool IsBehind(KeyValuePair<EnvironmentKey, SnapshotVersion> newest) =>
        store.Find(newest.Key)?.Current?.Version is not { } current
        || current.Epoch != newest.Value.Epoch
        || current.Version < newest.Value.Version;

    private async Task<bool> UpdateEnvironmentAsync(EnvironmentKey key, SnapshotVersion newest, CancellationToken cancellationToken)
    {
        if (!IsBehind(new(key, newest)))
        {
            store.Confirm(key, newest);
            return false;
        }

        var current = store.Find(key)?.Current;
        var fetched = await manager.GetSnapshotAsync(key, current?.ETag, cancellationToken);
        if (fetched.Snapshot is not { } snapshot)
        {
            if (current is not null && !fetched.IsNotFound)
            {
                store.Confirm(key, current.Version);
            }

            return false;
        }

        // A webhook may have brought a newer epoch in the meantime; then this response is outdated.
        if (store.Find(key)?.Current is { } now && now.Version.Epoch != snapshot.Epoch && now.Version.Epoch != current?.Version.Epoch)
        {
            return true;
        }

        if (store.Apply(snapshot, SnapshotSource.Manager) != ApplyOutcome.Applied)
        {
            return false;
        }

        if (current is not null)
        {
            webhooks.RecordMissed();
            instruments.ChangeRepaired();
        }

        // The first snapshot is worth an information message after a start; every later edit is not.
        var level = current is null ? LogLevel.Information : LogLevel.Debug;
        Log.Fetched(logger, level, key.ToString(), SnapshotVersion.Of(snapshot).ToString());
        return true;
    }

    private async Task<bool> UpdateKeysAsync(long newest, CancellationToken cancellationToken)
    {
        var current = keys.Current;
        if (current?.Version == newest)
        {
            return false;
        }

        var fetched = await manager.GetKeysAsync(cancellationToken);
        if (keys.ApplyFetched(fetched, current) != ApplyOutcome.Applied)
        {
            return false;
        }

        Log.FetchedKeys(logger, current is null ? LogLevel.Information : LogLevel.Debug, fetched.KeysVersion, fetched.Keys.Count);
        return true;
    }

    /// <summary>
    /// Drops an environment only if the manager left it out of its response and also answers 404 for its snapshot. A response without any
    /// environment is treated as a fault of the manager.
    /// </summary>
    private async Task DropDeletedAsync(Dictionary<EnvironmentKey, SnapshotVersion> newest, CancellationToken cancellationToken)
    {
        foreach (var environment in store.Environments.Where(environment => !newest.ContainsKey(environment.Key)).ToList())
        {
            var fetched = await manager.GetSnapshotAsync(environment.Key, environment.Current?.ETag, cancellationToken);
            if (fetched.IsNotFound && store.Drop(environment.Key))
            {
                Log.Dropped(logger, environment.Key.ToString());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The manager reported an invalid version: {Name} at {Version}")]
        public static partial void InvalidVersion(ILogger logger, string name, string version);

        [LoggerMessage(Message = "{Environment} is at {Version}, fetched from the manager")]
        public static partial void Fetched(ILogger logger, LogLevel level, string environment, string version);

        [LoggerMessage(Message = "SDK keys are at version {Version}: {Count} keys")]
        public static partial void FetchedKeys(ILogger logger, LogLevel level, long version, int count);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} was deleted in the manager")]
        public static partial void Dropped(ILogger logger, string environment);
    }
}
