using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The job that computes the metrics by the day of the users' first exposure. A job of its own, so that an analysis, which people wait
/// for, costs no more.
/// </summary>
internal sealed class NoveltyJob(ExperimentCounter counter, NoveltyQueries queries, TimeProvider time) : IJobHandler
{
    public string Kind => JobKinds.Novelty;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = AnalysisPayload.Read(job, ExperimentsJson.Default.NoveltyRequest);
        AnalysisPayload.Validate(request.Variants, request.Control, request.From, request.To);
        if (!(request.Alpha is > 0 and < 1))
        {
            throw new JobFailedException("The job's alpha must be between 0 and 1.");
        }

        try
        {
            return JsonSerializer.SerializeToElement(
                await ComputeAsync(
                    request,
                    progress =>
                        job.ReportAsync(
                            JsonSerializer.SerializeToElement(progress, ExperimentsJson.Default.JobProgress),
                            cancellationToken
                        ),
                    cancellationToken
                ),
                ExperimentsJson.Default.NoveltyResult
            );
        }
        catch (AnalyticsDatabaseException exception)
        {
            throw new JobFailedException(exception.Message, exception);
        }
    }

    internal async Task<NoveltyResult> ComputeAsync(
        NoveltyRequest request,
        Func<JobProgress, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var scope = ExperimentScope.Of(request, now);
        var zone = LocalDays.Of(request.TimeZone);
        var days = zone.Between(scope.From, scope.To).TakeLast(NoveltyResult.MaxDays).ToList();
        var steps = request.Metrics.Count + 1;
        await reportAsync(new(0, steps, "exposures"));
        await using var counted = await counter.CountAsync(request.Source, scope, cancellationToken);
        // Without CUPED: its slope would be another one on every day.
        var sql = new MetricSql(scope, counted.Exposures, counted.Tally, request.Alpha, cupedDays: null)
        {
            Days = days,
            VolumeDays = [.. zone.CompleteBetween(scope.From, scope.To).TakeLast(NoveltyResult.VolumeDays + 1)],
        };
        var novelty = new NoveltyScope(scope, sql, days, request.Alpha);
        var metrics = await counted.RunAsync(
            request.Metrics,
            (session, pass) => queries.RunAsync(session, pass, novelty, cancellationToken),
            result => result.Metric,
            (done, doing) => reportAsync(new(done, steps, doing)),
            cancellationToken
        );
        return new()
        {
            ComputedAt = now,
            Window = new(scope.From, scope.To),
            TimeZone = request.TimeZone,
            Metrics = metrics,
        };
    }
}
