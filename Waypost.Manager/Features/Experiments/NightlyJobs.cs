using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Data;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Once per local day, on whichever manager replica is first, queues for each experiment the count of its exposures, an analysis, and its
/// metrics by day of first exposure. Each covers the whole experiment, so it also makes up for missed nights.
/// </summary>
internal sealed partial class NightlyJobs(
    IDbContextFactory<ManagerDb> databases,
    IOptions<NightlyOptions> options,
    TimeProvider time,
    ILogger<NightlyJobs> logger
) : BackgroundService
{
    private const string Name = "exposures";
    private const string ActorName = "waypost (nightly)";

    // Saved in this order, because workers claim the smallest id first, and counts are quick.
    private static readonly string[] kinds = [JobKinds.Exposures, JobKinds.Analysis, JobKinds.Novelty];

    // Clocks change and machines sleep: check at least this often.
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = MaxInterval;
            try
            {
                var next = await RunIfDueAsync(stoppingToken);
                var until = next - time.GetUtcNow();
                pause =
                    until < TimeSpan.Zero ? TimeSpan.Zero
                    : until < MaxInterval ? until
                    : MaxInterval;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>When the next run is due.</summary>
    internal async Task<DateTimeOffset> RunIfDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async token =>
                {
                    db.ChangeTracker.Clear();
                    await using var transaction = await db.Database.BeginTransactionAsync(token);
                    var now = time.Now();
                    // The first start counts as a run.
                    await db.Database.ExecuteSqlAsync(
                        $"insert into schedules (name, last_run_at) values ({Name}, {now}) on conflict do nothing",
                        token
                    );
                    var last = (
                        await db
                            .Schedules.FromSql($"select * from schedules where name = {Name} for update")
                            .AsNoTracking()
                            .SingleAsync(token)
                    ).LastRunAt;
                    var due = options.Value.NextAfter(last);
                    if (due <= now)
                    {
                        // There is no request whose trace the jobs could continue, so theirs begin here.
                        using var activity = Instruments.Source.StartActivity("waypost.nightly");
                        var queued = await QueueAsync(db, last, now, token);
                        await db.Schedules.Where(s => s.Name == Name).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastRunAt, now), token);
                        await db.SaveChangesAsync(token);
                        await transaction.CommitAsync(token);
                        activity?.SetTag("waypost.experiments", queued);
                        Log.Queued(logger, queued, due);
                        return options.Value.NextAfter(now);
                    }

                    await transaction.CommitAsync(token);
                    return due;
                },
                cancellationToken
            );
    }

    /// <summary>Running experiments, and those stopped since the last run, whose last day is still missing.</summary>
    private async Task<int> QueueAsync(ManagerDb db, DateTimeOffset last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var experiments = await db
            .Experiments.AsNoTracking()
            .Where(e => e.Status == ExperimentStatus.Running || (e.Status == ExperimentStatus.Stopped && e.UpdatedAt >= last))
            .OrderBy(e => e.Id)
            .ToListAsync(cancellationToken);
        var queued = new HashSet<long>();
        foreach (var kind in kinds)
        {
            foreach (var experiment in experiments.Where(e => kind == JobKinds.Exposures || e.Metrics.Count > 0))
            {
                if (
                    await ExperimentJobs.QueueAsync(
                        db,
                        experiment.Id,
                        kind,
                        (locked, source, cancel) => JobRequests.BuildAsync(db, locked, source, kind, options.Value.TimeZone, cancel),
                        ActorName,
                        now,
                        cancellationToken
                    )
                    is not null
                )
                {
                    queued.Add(experiment.Id);
                }
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        return queued.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Queued the nightly counts and analyses of {Experiments} experiments, due at {Due:u}"
        )]
        public static partial void Queued(ILogger logger, int experiments, DateTimeOffset due);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Could not queue the nightly counts and analyses ({Fault}); retrying in 10 minutes"
        )]
        public static partial void Failed(ILogger logger, string fault);
    }
}
