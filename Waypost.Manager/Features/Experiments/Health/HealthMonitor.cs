using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>
/// Checks each running experiment when a count or an analysis has arrived, and every hour. A problem is opened and ended once, whichever
/// manager finds it, because the experiment's row is locked meanwhile; both are written to the audit log.
/// </summary>
internal sealed partial class HealthMonitor(
    IDbContextFactory<ManagerDb> databases,
    IOptions<NightlyOptions> nightly,
    TimeProvider time,
    ILogger<HealthMonitor> logger
)
{
    private const string ActorName = "waypost (health)";

    private static readonly TimeSpan interval = TimeSpan.FromHours(1);

    /// <summary>Returns how many experiments it checked.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = await FindDueAsync(cancellationToken);
        foreach (var id in due)
        {
            await CheckAsync(id, cancellationToken);
        }

        return due.Count;
    }

    /// <summary>Removes what is known of an experiment whose start is undone. Call it in a transaction.</summary>
    public static async Task RemoveAsync(ManagerDb db, long experimentId, CancellationToken cancellationToken)
    {
        await db.HealthProblems.Where(p => p.ExperimentId == experimentId).ExecuteDeleteAsync(cancellationToken);
        await db.HealthChecks.Where(c => c.ExperimentId == experimentId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Running experiments with something new to check, and those of which problems must be ended.</summary>
    private async Task<List<long>> FindDueAsync(CancellationToken cancellationToken)
    {
        var before = time.Now() - interval;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Experiments.AsNoTracking()
            .Where(e =>
                (
                    e.Status == ExperimentStatus.Running
                    && !db.HealthChecks.Any(c =>
                        c.ExperimentId == e.Id
                        && c.Phase == e.Phase
                        && c.CheckedAt > before
                        && !db.ExperimentJobs.Any(j =>
                            j.ExperimentId == e.Id
                            && j.Phase == e.Phase
                            && j.Job.Status == JobStatus.Succeeded
                            && (c.SeenUntil == null || j.Job.FinishedAt > c.SeenUntil)
                        )
                    )
                )
                || db.HealthProblems.Any(p =>
                    p.ExperimentId == e.Id && p.EndedAt == null && (e.Status != ExperimentStatus.Running || p.Phase != e.Phase)
                )
            )
            .OrderBy(e => e.Id)
            .Select(e => e.Id)
            .ToListAsync(cancellationToken);
    }

    private async Task CheckAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changes = await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async token =>
                {
                    db.ChangeTracker.Clear();
                    await using var transaction = await db.Database.BeginTransactionAsync(token);
                    var experiment = await db
                        .Experiments.FromSql($"select * from experiments where id = {id} for update")
                        .Include(e => e.Environment)
                        .SingleOrDefaultAsync(token);
                    var changes = experiment is null ? [] : await CheckAsync(db, experiment, token);
                    await db.SaveChangesAsync(token);
                    await transaction.CommitAsync(token);
                    return changes;
                },
                cancellationToken
            );
        foreach (var problem in changes)
        {
            if (problem.EndedAt is null)
            {
                Log.Found(logger, id, problem.Code, problem.Message);
            }
            else
            {
                Log.Over(logger, id, problem.Code);
            }
        }
    }

    /// <summary>Returns the problems that it opened or ended.</summary>
    private async Task<List<HealthProblem>> CheckAsync(ManagerDb db, Experiment experiment, CancellationToken cancellationToken)
    {
        var (now, changeId) = (time.Now(), Guid.CreateVersion7());
        var open = await db.HealthProblems.Where(p => p.ExperimentId == experiment.Id && p.EndedAt == null).ToListAsync(cancellationToken);
        // What was wrong in an older phase, or before it stopped, is over with it.
        var ended = open.Where(p => !experiment.IsRunning || p.Phase != experiment.Phase).ToList();
        open = [.. open.Except(ended)];
        var opened = new List<HealthProblem>();
        if (experiment.IsRunning)
        {
            var verdicts = await JudgeAsync(db, experiment, open, now, cancellationToken);
            opened.AddRange(Describe(experiment, open, verdicts, now));
            ended.AddRange(open.Where(problem => IsOver(problem, verdicts)));
        }

        foreach (var problem in ended)
        {
            problem.End(now);
            db.Add(ToEntry(experiment, problem, now, changeId));
        }

        // Saved first, because a problem of an older phase may be opened again.
        await db.SaveChangesAsync(cancellationToken);
        foreach (var problem in opened)
        {
            db.Add(problem);
            db.Add(ToEntry(experiment, problem, now, changeId));
        }

        return [.. ended, .. opened];
    }

    private async Task<IReadOnlyList<HealthVerdict>> JudgeAsync(
        ManagerDb db,
        Experiment experiment,
        List<HealthProblem> open,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // Before the results: one that arrives meanwhile is checked again.
        var seenUntil = await db
            .ExperimentJobs.Where(j =>
                j.ExperimentId == experiment.Id && j.Phase == experiment.Phase && j.Job.Status == JobStatus.Succeeded
            )
            .MaxAsync(j => j.Job.FinishedAt, cancellationToken);
        var data = await HealthInputs.ReadAsync(db, experiment, open, nightly.Value.TimeZone, now, cancellationToken);
        var verdicts = HealthChecks.Run(data);
        var record = await db.HealthChecks.SingleOrDefaultAsync(c => c.ExperimentId == experiment.Id, cancellationToken);
        if (record is null)
        {
            db.Add(record = HealthCheckRecord.Create(experiment.Id));
        }

        record.Update(
            experiment.Phase,
            now,
            data.Counts.Count == 0 ? null : data.Counts[^1].CountedAt,
            seenUntil,
            HealthVerdict.StatesOf(verdicts)
        );
        return verdicts;
    }

    /// <summary>Describes what was found with the newest numbers, and returns what was not open before.</summary>
    private static List<HealthProblem> Describe(
        Experiment experiment,
        List<HealthProblem> open,
        IReadOnlyList<HealthVerdict> verdicts,
        DateTimeOffset now
    )
    {
        var opened = new List<HealthProblem>();
        foreach (var verdict in verdicts)
        {
            if (verdict.Finding is { } finding)
            {
                var problem = open.Find(p => p.Code == verdict.Code && p.Metric == verdict.Metric);
                if (problem is null)
                {
                    problem = HealthProblem.Create(experiment, verdict.Code, verdict.Metric, finding.Since ?? now, now);
                    opened.Add(problem);
                }

                problem.Describe(finding.Severity, finding.Title, finding.Message, finding.Advice);
            }
        }

        return opened;
    }

    /// <summary>One that cannot be judged now is not over; one of a metric that the experiment no longer has is.</summary>
    private static bool IsOver(HealthProblem problem, IReadOnlyList<HealthVerdict> verdicts) =>
        verdicts.FirstOrDefault(verdict => verdict.Code == problem.Code && verdict.Metric == problem.Metric)
            is null
                or { Finding: null, IsJudged: true };

    private static AuditEntry ToEntry(Experiment experiment, HealthProblem problem, DateTimeOffset at, Guid changeId) =>
        AuditEntry.Create(
            experiment.ProjectId,
            problem.EndedAt is null ? AuditEntryTypes.ExperimentProblemFound : AuditEntryTypes.ExperimentProblemOver,
            experiment.Flag,
            experiment.Environment.Key,
            ActorName,
            at,
            JsonSerializer.SerializeToElement(new { experiment.Id }, JsonBody.Options),
            JsonSerializer.SerializeToElement(
                new
                {
                    experiment.Id,
                    experiment.Name,
                    problem = problem.Title,
                    check = problem.Code,
                    metric = problem.Metric.Length > 0 ? problem.Metric : null,
                    sinceAt = problem.Since,
                    message = problem.EndedAt is null ? problem.Message : null,
                },
                JsonBody.Options
            ),
            changeId
        );

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Experiment {Id}: {Check}: {Problem}")]
        public static partial void Found(ILogger logger, long id, string check, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "Experiment {Id}: {Check}: the problem is over")]
        public static partial void Over(ILogger logger, long id, string check);
    }
}
