using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>Reads what the checks need: results that exist already.</summary>
internal static class HealthInputs
{
    /// <summary>
    /// Results of a kind that are read. A result with volumes has 15 days, so together they have the last four weeks, and a fortnight shows
    /// how late data usually is.
    /// </summary>
    private const int Nights = 14;

    public static async Task<HealthData> ReadAsync(
        ManagerDb db,
        Experiment experiment,
        IReadOnlyCollection<HealthProblem> open,
        string timeZone,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var newest = await ExperimentJobs.FindLatestAsync(
            db.ExperimentJobs.AsNoTracking().Where(j => j.Phase == experiment.Phase),
            experiment.Id,
            JobKinds.Exposures,
            cancellationToken
        );
        var counts = await ResultsAsync(db, experiment, JobKinds.Exposures, cancellationToken);
        var volumes = await ResultsAsync(db, experiment, JobKinds.Novelty, cancellationToken);
        var analysis = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Analysis, cancellationToken);
        return new()
        {
            Now = now,
            Days = new(TimeZoneInfo.FindSystemTimeZoneById(timeZone)),
            PhaseStartedAt = experiment.PhaseStartedAt!.Value,
            KnownSince = experiment.LockedPlan is { } plan && plan.Phase == experiment.Phase ? plan.At : experiment.PhaseStartedAt.Value,
            Pauses = experiment.Pauses,
            IsConnected = await db.AnalyticsDatabases.AnyAsync(d => d.ProjectId == experiment.ProjectId, cancellationToken),
            CountError = newest?.Job.Error,
            Counts = [.. counts.Select(job => job.Read(ExperimentsJson.Default.ExposuresResult)).OfType<ExposuresResult>()],
            Analysis = analysis.Read(ExperimentsJson.Default.AnalysisResult),
            Volumes = [.. volumes.Select(job => job.Read(ExperimentsJson.Default.NoveltyResult)).OfType<NoveltyResult>()],
            Open = open.Select(problem => (problem.Code, problem.Metric)).ToHashSet(),
        };
    }

    /// <summary>Oldest first.</summary>
    private static async Task<IEnumerable<ExperimentJob>> ResultsAsync(
        ManagerDb db,
        Experiment experiment,
        string kind,
        CancellationToken cancellationToken
    ) =>
        (
            await db
                .ExperimentJobs.AsNoTracking()
                .Include(j => j.Job)
                .Where(j =>
                    j.ExperimentId == experiment.Id && j.Phase == experiment.Phase && j.Kind == kind && j.Job.Status == JobStatus.Succeeded
                )
                .OrderByDescending(j => j.Number)
                .Take(Nights)
                .ToListAsync(cancellationToken)
        ).OrderBy(j => j.Number);
}
