using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// The one timer shared by all streams: checks them every second, and ends them gradually on shutdown. The web server waits for open
/// requests when it stops, so the streams have to end before that.
/// </summary>
internal sealed class StreamMaintenance(
    StreamHub hub,
    IOptions<StreamOptions> options,
    IOptions<ShutdownOptions> shutdown,
    IHostApplicationLifetime lifetime,
    TimeProvider time
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int IntervalsBetweenPeerChecks = 4;
    private const int DrainSteps = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            for (var tick = 1; await timer.WaitForNextTickAsync(lifetime.ApplicationStopping); tick++)
            {
                hub.CheckAll();
                if (tick % IntervalsBetweenPeerChecks == 0)
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

    /// <summary>Gives a load balancer time to notice the shutdown, then ends the streams over <see cref="StreamOptions.Spread"/>.</summary>
    private async Task DrainAsync()
    {
        await Task.Delay(shutdown.Value.Drain, time, CancellationToken.None);
        hub.StopAdmitting();
        for (var remainingSteps = DrainSteps; remainingSteps > 0; remainingSteps--)
        {
            hub.CloseSome(oneIn: remainingSteps);
            await Task.Delay(options.Value.Spread / DrainSteps, time, CancellationToken.None);
        }

        hub.CloseSome(oneIn: 1);
    }
}
