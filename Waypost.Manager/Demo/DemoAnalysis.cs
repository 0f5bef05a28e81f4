using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Features.Metrics;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Http;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Demo;

/// <summary>
/// Counts and analyses the demo's experiments, and tests a metric on past users, once the shop has written its history, so that the first
/// pages are not empty.
/// </summary>
internal sealed partial class DemoAnalysis(
    IServiceScopeFactory scopes,
    IOptions<ManagerOptions> options,
    TimeProvider time,
    ILogger<DemoAnalysis> logger
) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private const int MaxAttempts = 60;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 0; options.Value.Demo && attempt < MaxAttempts && !stoppingToken.IsCancellationRequested; attempt++)
        {
            // Wait first: the shop and the stats worker start after the manager.
            await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await AnalyseAsync(scope.ServiceProvider, stoppingToken))
                {
                    return;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e.GetType().Name);
            }
        }
    }

    /// <summary>True when there is nothing more to do.</summary>
    private static async Task<bool> AnalyseAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<ManagerDb>();
        var source = await db
            .AnalyticsDatabases.AsNoTracking()
            .SingleOrDefaultAsync(d => db.Projects.Any(p => p.Id == d.ProjectId && p.Key == Bootstrap.DefaultProject), cancellationToken);
        // Not those of people who were faster than the shop's history.
        var ids = await db
            .Experiments.AsNoTracking()
            .Where(e => e.CreatedBy == Actor.System.Name && e.Status != ExperimentStatus.Draft)
            .Where(e => !db.ExperimentJobs.Any(job => job.ExperimentId == e.Id))
            .Select(e => e.Id)
            .ToListAsync(cancellationToken);
        if (source is null || ids.Count == 0)
        {
            return true;
        }

        // The history is written in one transaction: one row means it is complete.
        var test = await services
            .GetRequiredService<StatsWorkerClient>()
            .TestAsync(new() { Source = source.ToSource() }, cancellationToken, LogLevel.Debug);
        if (!test.Succeeded(out var report, out _) || !report.Exposures.Ok || report.Exposures.Rows.Count == 0)
        {
            return false;
        }

        using var activity = Instruments.Source.StartActivity("waypost.demo");
        var queue = services.GetRequiredService<QueueJob>();
        foreach (var id in ids)
        {
            await queue.HandleAsync(new(Bootstrap.DefaultProject, id), JobKinds.Exposures, Actor.System, cancellationToken);
            await queue.HandleAsync(new(Bootstrap.DefaultProject, id), JobKinds.Analysis, Actor.System, cancellationToken);
            await queue.HandleAsync(new(Bootstrap.DefaultProject, id), JobKinds.Novelty, Actor.System, cancellationToken);
            await services
                .GetRequiredService<Breakdowns.Handler>()
                .RefreshAsync(new(Bootstrap.DefaultProject, id), new("device"), Actor.System, cancellationToken);
        }

        // Last, because nobody waits for it.
        await services
            .GetRequiredService<AaTests.Handler>()
            .StartAsync(new(Bootstrap.DefaultProject, DemoExperiments.FormSubmitted), new(), Actor.System, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "The demo's experiments could not be counted yet ({Fault})")]
        public static partial void Failed(ILogger logger, string fault);
    }
}
