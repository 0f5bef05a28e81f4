using System.Collections.Concurrent;
using Waypost.Manager.Data;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>The replicas registered with this manager, each with its updater; a replica is removed when its lease expires.</summary>
internal sealed partial class ReplicaRegistry(
    VersionWatcher watcher,
    WebhookPayloadBuilder payloads,
    WebhookClient webhooks,
    ReplicaStore store,
    TimeProvider time,
    ILogger<ReplicaRegistry> logger
) : BackgroundService
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Running> running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();

    public IEnumerable<Replica> All => running.Values.Select(r => r.Replica);

    public async Task<Replica> RegisterAsync(ProviderRegistration registration, Uri? callbackUrl, CancellationToken cancellationToken)
    {
        var found = running.GetOrAdd(
            registration.InstanceId,
            id => new(new(id), CancellationTokenSource.CreateLinkedTokenSource(stopping.Token))
        );
        found.Replica.Renew(registration, callbackUrl, time.GetUtcNow(), Lease);
        if (found.Start(token => UpdateAsync(found.Replica, token)))
        {
            Log.Registered(logger, registration.InstanceId, callbackUrl?.ToString() ?? "none");
        }

        await store.SaveAsync(found.Replica, cancellationToken);
        return found.Replica;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Sweep, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var expired in running.Values.Where(r => r.Replica.LeaseUntil < time.GetUtcNow()))
                {
                    Log.Lapsed(logger, expired.Replica.InstanceId);
                    running.TryRemove(expired.Replica.InstanceId, out _);
                    await expired.StopAsync();
                }

                await store.RemoveExpiredAsync(time.GetUtcNow(), stoppingToken);
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(running.Values.Select(r => r.StopAsync()));
        }
    }

    public override void Dispose()
    {
        stopping.Dispose();
        base.Dispose();
    }

    private async Task UpdateAsync(Replica replica, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await new ReplicaUpdater(replica, watcher, payloads, webhooks, store, time, logger).RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The loop's outermost frame: log any error and continue serving the replica.
                replica.Failed();
                Log.DeliveryFailed(logger, e, replica.InstanceId);
                await Task.Delay(Sweep, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>A replica and the task that updates it.</summary>
    private sealed class Running(Replica replica, CancellationTokenSource cancellation)
    {
        private readonly Lock starting = new(); // guards updating
        private Task? updating;

        public Replica Replica => replica;

        /// <summary>True for the call that started the task.</summary>
        public bool Start(Func<CancellationToken, Task> run)
        {
            lock (starting)
            {
                if (updating is not null)
                {
                    return false;
                }

                // It outlives the request that started it, and must not continue its trace.
                using (ExecutionContext.SuppressFlow())
                {
                    updating = Task.Run(() => run(cancellation.Token));
                }

                return true;
            }
        }

        public async Task StopAsync()
        {
            await cancellation.CancelAsync();
            await (updating ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Provider {InstanceId} registered; webhooks go to {CallbackUrl}.")]
        public static partial void Registered(ILogger logger, string instanceId, string callbackUrl);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Provider {InstanceId} did not renew its lease and was removed. It can register again at any time."
        )]
        public static partial void Lapsed(ILogger logger, string instanceId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Delivery to provider {InstanceId} failed unexpectedly; retrying.")]
        public static partial void DeliveryFailed(ILogger logger, Exception exception, string instanceId);
    }
}
