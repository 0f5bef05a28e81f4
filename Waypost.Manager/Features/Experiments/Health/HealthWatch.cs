namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>
/// Runs <see cref="HealthMonitor"/> every few seconds, on every manager, whether anybody looks at the page or not: it finds what has
/// something new to check, or was last checked an hour ago.
/// </summary>
internal sealed partial class HealthWatch(HealthMonitor monitor, TimeProvider time, ILogger<HealthWatch> logger) : BackgroundService
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await monitor.RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not check the health of experiments ({Fault}); retrying in 10 s")]
        public static partial void Failed(ILogger logger, string fault);
    }
}
