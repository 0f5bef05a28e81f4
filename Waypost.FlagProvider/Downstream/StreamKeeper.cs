using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// The one timer all streams share: looks after them every second, and ends them in an orderly way when the provider
/// stops. The web server waits for its requests, so they must end before it is stopped, not after.
/// </summary>
internal sealed class StreamKeeper(
    StreamHub hub,
    IOptions<StreamOptions> options,
    IOptions<ShutdownOptions> shutdown,
    IHostApplicationLifetime lifetime,
    TimeProvider time
) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private const int TicksBetweenPeerChecks = 4;
    private const int DrainSteps = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            for (var tick = 1; await timer.WaitForNextTickAsync(lifetime.ApplicationStopping); tick++)
            {
                hub.CheckAll();
                if (tick % TicksBetweenPeerChecks == 0)
                {
                    hub.CheckPeers();
                }
            }
        }
        catch (OperationCanceledException)
        {
            await DrainAsync();
        }
    }

    /// <summary>First the time a load balancer is given to notice, then the streams, spread.</summary>
    private async Task DrainAsync()
    {
        await Task.Delay(shutdown.Value.Drain, time, CancellationToken.None);
        hub.Close();
        for (var left = DrainSteps; left > 0; left--)
        {
            hub.EndSome(oneIn: left);
            await Task.Delay(options.Value.Spread / DrainSteps, time, CancellationToken.None);
        }

        hub.EndSome(oneIn: 1);
    }
}
