using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Waypost.AppHost.Running;

/// <summary>
/// Starts again what died by itself; the orchestrator does not. What somebody stopped in the dashboard stays stopped: that ends as
/// <c>Terminated</c> or <c>Exited</c>, a death as <c>Finished</c>.
/// </summary>
internal sealed partial class RestartDeadProcesses(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService resourceLogs,
    StartOutcome outcome,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RestartDeadProcesses> log
) : BackgroundService
{
    /// <summary>The dashboard shows it among a resource's properties.</summary>
    internal const string RestartsProperty = "Restarts";

    private const int EndsBeforeGivingUp = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var kept = model.KeptRunning().ToHashSet();
        var processes = new Dictionary<string, KeptProcess>();
        var restarts = new List<Task>();
        try
        {
            await foreach (var change in notifications.WatchAsync(stopping.Token))
            {
                if (!kept.Contains(change.Resource))
                {
                    continue;
                }
                if (!processes.TryGetValue(change.ResourceId, out var process))
                {
                    processes[change.ResourceId] = process = new(change.Resource, change.ResourceId);
                }
                if (process.DiedIn(change.Snapshot.State?.Text, change.Snapshot.HealthStatus, time))
                {
                    restarts.Add(RestartAsync(process, change.Snapshot.ExitCode, stopping.Token));
                }
                restarts.RemoveAll(restart => restart.IsCompleted);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAll(restarts);
        }
    }

    private async Task RestartAsync(KeptProcess process, int? exitCode, CancellationToken cancellationToken)
    {
        var how = exitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "it could not be started";
        var wait = process.Backoff.After(process.HealthyFor(time));
        if (!process.WasHealthy && process.Backoff.QuickEnds >= EndsBeforeGivingUp)
        {
            outcome.Fail([
                $"{process.Resource.Name} ended {process.Backoff.QuickEnds} times before it was healthy ({how}). Its last lines:",
                .. await LastLinesAsync(process, cancellationToken),
            ]);
            lifetime.StopApplication();
            return;
        }

        try
        {
            process.Restarts++;
            Log.Restarting(log, process.Resource.Name, how, wait.TotalSeconds, process.Restarts);
            await notifications.PublishUpdateAsync(
                process.Resource,
                process.Id,
                snapshot =>
                    snapshot with
                    {
                        State = new($"Restarting ({process.Restarts})", KnownResourceStateStyles.Warn),
                        Properties =
                        [
                            .. snapshot.Properties.Where(property => property.Name != RestartsProperty),
                            new(RestartsProperty, process.Restarts),
                        ],
                    }
            );
            await Task.Delay(wait, time, cancellationToken);
            process.Resource.WaitForNothing();
            var started = await commands.ExecuteCommandAsync(process.Id, KnownResourceCommands.StartCommand, cancellationToken);
            if (!started.Success)
            {
                Log.NotStarted(log, process.Resource.Name, started.Message);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The app host stops.
        }
    }

    private async Task<IReadOnlyList<string>> LastLinesAsync(KeptProcess process, CancellationToken cancellationToken)
    {
        var lines = new List<LogLine>();
        await foreach (var batch in resourceLogs.GetAllAsync(process.Id).WithCancellation(cancellationToken))
        {
            lines.AddRange(batch);
        }
        var errors = lines.Where(line => line.IsErrorMessage).ToList();
        return [.. (errors.Count > 0 ? errors : lines).Select(line => "  " + LogTimestamp.Strip(line.Content)).Distinct().TakeLast(5)];
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Resource} ended ({How}) and is started again in {Seconds:0.##} s; restart {Restarts}"
        )]
        public static partial void Restarting(ILogger logger, string resource, string how, double seconds, int restarts);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} could not be started again: {Reason}. Start it in the dashboard")]
        public static partial void NotStarted(ILogger logger, string resource, string? reason);
    }
}
