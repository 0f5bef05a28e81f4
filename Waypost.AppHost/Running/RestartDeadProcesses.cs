using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Waypost.AppHost.Running;

/// <summary>
/// Restarts processes that ended by themselves, which the orchestrator does not do. A process that was stopped in the dashboard stays
/// stopped: its state is <c>Terminated</c> or <c>Exited</c>, while a process that died is <c>Finished</c>.
/// </summary>
internal sealed partial class RestartDeadProcesses(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService resourceLogs,
    StartFailure failure,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RestartDeadProcesses> log
) : BackgroundService
{
    /// <summary>A resource property that the dashboard shows.</summary>
    internal const string RestartsProperty = "Restarts";

    private const int MaxFailuresBeforeHealthy = 4;

    private static readonly TimeSpan errorsInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan longestWaitForErrors = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var monitored = model.ResourcesToRestart().ToHashSet();
        var processes = new Dictionary<string, MonitoredProcess>();
        var restarts = new List<Task>();
        try
        {
            await foreach (var change in notifications.WatchAsync(stopping.Token))
            {
                if (!monitored.Contains(change.Resource))
                {
                    continue;
                }
                if (!processes.TryGetValue(change.ResourceId, out var process))
                {
                    processes[change.ResourceId] = process = new(change.Resource, change.ResourceId);
                }
                if (process.Update(change.Snapshot.State?.Text, change.Snapshot.HealthStatus, time))
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

    private async Task RestartAsync(MonitoredProcess process, int? exitCode, CancellationToken cancellationToken)
    {
        var cause = exitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "it could not be started";
        var delay = process.Backoff.NextDelay(process.HealthyFor(time));
        if (!process.WasHealthy && process.Backoff.FailuresInARow >= MaxFailuresBeforeHealthy)
        {
            failure.Report([
                $"{process.Resource.Name} ended {process.Backoff.FailuresInARow} times before it was healthy ({cause}). Its last lines:",
                .. await LastLinesAsync(process, cancellationToken),
            ]);
            lifetime.StopApplication();
            return;
        }

        try
        {
            process.Restarts++;
            Log.Restarting(log, process.Resource.Name, cause, delay.TotalSeconds, process.Restarts);
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
            await Task.Delay(delay, time, cancellationToken);
            process.Resource.RemoveWaits();
            var started = await commands.ExecuteCommandAsync(process.Id, KnownResourceCommands.StartCommand, cancellationToken);
            if (!started.Success)
            {
                Log.NotStarted(log, process.Resource.Name, started.Message);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The app host is stopping.
        }
    }

    /// <summary>The orchestrator may report the end of a process before it has read what the process wrote last.</summary>
    private async Task<IReadOnlyList<string>> LastLinesAsync(MonitoredProcess process, CancellationToken cancellationToken)
    {
        var lines = await ReadLogAsync(process, cancellationToken);
        for (
            var waited = TimeSpan.Zero;
            !lines.Exists(line => line.IsErrorMessage) && waited < longestWaitForErrors;
            waited += errorsInterval
        )
        {
            await Task.Delay(errorsInterval, time, cancellationToken);
            lines = await ReadLogAsync(process, cancellationToken);
        }

        var errors = lines.Where(line => line.IsErrorMessage).ToList();
        return [.. (errors.Count > 0 ? errors : lines).Select(line => "  " + LogTimestamp.Strip(line.Content)).Distinct().TakeLast(5)];
    }

    private async Task<List<LogLine>> ReadLogAsync(MonitoredProcess process, CancellationToken cancellationToken)
    {
        var lines = new List<LogLine>();
        await foreach (var batch in resourceLogs.GetAllAsync(process.Id).WithCancellation(cancellationToken))
        {
            lines.AddRange(batch);
        }

        return lines;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Resource} ended ({Cause}) and will be restarted in {Seconds:0.##} s (restart {Restarts})"
        )]
        public static partial void Restarting(ILogger logger, string resource, string cause, double seconds, int restarts);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} could not be restarted: {Reason}. Start it in the dashboard")]
        public static partial void NotStarted(ILogger logger, string resource, string? reason);
    }
}
