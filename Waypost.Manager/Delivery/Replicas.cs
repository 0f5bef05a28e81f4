using System.Collections.Concurrent;
using Waypost.Manager.Data;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>The replicas registered with this manager, each with its pump; a lease that lapses drops the replica.</summary>
internal sealed partial class Replicas(
    Newest newest,
    Payloads payloads,
    Webhooks webhooks,
    ReplicaRows rows,
    TimeProvider time,
    ILogger<Replicas> logger
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
        if (found.Start(token => PumpAsync(found.Replica, token)))
        {
            Log.Registered(logger, registration.InstanceId, callbackUrl?.ToString() ?? "none");
        }

        await rows.SaveAsync(found.Replica, cancellationToken);
        return found.Replica;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Sweep, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var lapsed in running.Values.Where(r => r.Replica.LeaseUntil < time.GetUtcNow()))
                {
                    Log.Lapsed(logger, lapsed.Replica.InstanceId);
                    running.TryRemove(lapsed.Replica.InstanceId, out _);
                    await lapsed.StopAsync();
                }

                await rows.RemoveLapsedAsync(time.GetUtcNow(), stoppingToken);
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

    private async Task PumpAsync(Replica replica, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await new Pump(replica, newest, payloads, webhooks, rows, time, logger).RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The loop's outermost frame: whatever surprised it, the replica must still be served.
                replica.Failed();
                Log.Surprised(logger, e, replica.InstanceId);
                await Task.Delay(Sweep, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>A replica and the task that serves it.</summary>
    private sealed class Running(Replica replica, CancellationTokenSource cancellation)
    {
        private readonly Lock starting = new(); // guards pump
        private Task? pump;

        public Replica Replica => replica;

        /// <summary>True for the call that started it.</summary>
        public bool Start(Func<CancellationToken, Task> run)
        {
            lock (starting)
            {
                if (pump is not null)
                {
                    return false;
                }

                // It outlives the request that started it, and its trace.
                using (ExecutionContext.SuppressFlow())
                {
                    pump = Task.Run(() => run(cancellation.Token));
                }

                return true;
            }
        }

        public async Task StopAsync()
        {
            await cancellation.CancelAsync();
            await (pump ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Provider {InstanceId} registered; webhooks go to {CallbackUrl}.")]
        public static partial void Registered(ILogger logger, string instanceId, string callbackUrl);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Provider {InstanceId} has not renewed its lease and is dropped. It may register again at any time."
        )]
        public static partial void Lapsed(ILogger logger, string instanceId);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Delivery to provider {InstanceId} failed in a way nobody thought of; it goes on."
        )]
        public static partial void Surprised(ILogger logger, Exception exception, string instanceId);
    }
}
