using System.Text.Json;
using Microsoft.Extensions.Options;
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
internal sealed class NoveltyJob(
    AnalyticsSessionFactory sessions,
    ExposureCounter counter,
    NoveltyQueries queries,
    IOptions<StatsOptions> options,
    TimeProvider time
) : IJobHandler
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
        var days = LocalDays.Of(request.TimeZone).Between(scope.From, scope.To).TakeLast(NoveltyResult.MaxDays).ToList();
        var steps = request.Metrics.Count + 1;
        await reportAsync(new(0, steps, "exposures"));
        var session = await sessions.BeginAsync(request.Source, cancellationToken);
        try
        {
            var exposures = await CustomerQuery.ReadAsync(
                session,
                request.Source.ExposuresQuery,
                QueryWindow.OfExposures(scope),
                NeededColumn.OfExposures,
                options.Value.PreviewTimeout,
                cancellationToken
            );
            var tally = await counter.CountAsync(session, exposures, scope, cancellationToken);
            await PrepareJoinsAsync(session, tally, cancellationToken);
            // Without CUPED: its slope would be another one on every day.
            var sql = new MetricSql(scope, exposures, tally, request.Alpha, cupedDays: null) { Days = days };
            var results = new Dictionary<string, NoveltyMetric>(StringComparer.Ordinal);
            foreach (var pass in MetricQueries.GroupByQuery(request.Metrics))
            {
                await reportAsync(new(1 + results.Count, steps, string.Join(", ", pass.Select(metric => metric.Definition.Name))));
                if (session.IsBroken)
                {
                    // A query that does not end in time can break the connection. The other metrics get a new one.
                    await session.DisposeAsync();
                    session = await sessions.BeginAsync(request.Source, cancellationToken);
                    await PrepareJoinsAsync(session, tally, cancellationToken);
                }

                foreach (var result in await queries.RunAsync(session, pass, new(scope, sql, days, request.Alpha), cancellationToken))
                {
                    results[result.Metric] = result;
                }
            }

            return new()
            {
                ComputedAt = now,
                Window = new(scope.From, scope.To),
                TimeZone = request.TimeZone,
                Metrics = [.. request.Metrics.Select(metric => results[metric.Definition.Key])],
            };
        }
        finally
        {
            await session.DisposeAsync();
        }
    }

    private Task PrepareJoinsAsync(AnalyticsSession session, ExposureTally tally, CancellationToken cancellationToken) =>
        JoinPlan.PrepareAsync(session, tally.Total, options.Value.PreviewTimeout, cancellationToken);
}
