namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Runs <see cref="GuardrailStop"/> every few seconds, on every manager: what counts is what is stored, so nothing is missed when a manager
/// or a notification is lost.
/// </summary>
internal sealed partial class GuardrailWatch(GuardrailStop stop, TimeProvider time, ILogger<GuardrailWatch> logger) : BackgroundService
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await stop.RunAsync(stoppingToken);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not check the guardrails ({Fault}); retrying in 10 s")]
        public static partial void Failed(ILogger logger, string fault);
    }
}
