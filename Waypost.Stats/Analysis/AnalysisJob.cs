using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The job that analyses one experiment. It writes nothing itself, so another worker can start it again.
/// </summary>
internal sealed class AnalysisJob(
    AnalyticsSessionFactory sessions,
    ExposureCounter counter,
    MetricQueries queries,
    IOptions<StatsOptions> options,
    TimeProvider time
) : IJobHandler
{
    private static readonly string? version = typeof(AnalysisJob)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion.Split('+')[0];

    public static readonly string Engine = $"Waypost.Stats {version}";

    public string Kind => JobKinds.Analysis;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = AnalysisPayload.Read(job, ExperimentsJson.Default.AnalysisRequest);
        AnalysisPayload.Validate(request);
        try
        {
            var result = await AnalyseAsync(
                request,
                (done, doing) =>
                    job.ReportAsync(
                        JsonSerializer.SerializeToElement(
                            new JobProgress(done, request.Metrics.Count + 1, doing),
                            ExperimentsJson.Default.JobProgress
                        ),
                        cancellationToken
                    ),
                cancellationToken
            );
            return JsonSerializer.SerializeToElement(result, ExperimentsJson.Default.AnalysisResult);
        }
        catch (AnalyticsDatabaseException exception)
        {
            throw new JobFailedException(exception.Message, exception);
        }
    }

    internal async Task<AnalysisResult> AnalyseAsync(
        AnalysisRequest request,
        Func<int, string, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var scope = ExperimentScope.Of(request, now);
        await reportAsync(0, "exposures");
        var session = await sessions.BeginAsync(request.Source, cancellationToken);
        try
        {
            var exposures = await CustomerQuery.ReadAsync(
                session,
                request.Source.ExposuresQuery,
                NeededColumn.OfExposures,
                options.Value.PreviewTimeout,
                cancellationToken
            );
            var tally = await counter.CountAsync(session, exposures, scope, cancellationToken);
            await PrepareJoinsAsync(session, tally, cancellationToken);
            var common = new AnalysisScope(
                scope,
                new(scope, exposures, tally, request.Alpha, request.CupedDays),
                new(scope, request.Alpha, request.PlannedUsers, request.Earlier ?? [])
            );
            var results = new Dictionary<string, MetricResult>(StringComparer.Ordinal);
            foreach (var pass in MetricQueries.GroupByQuery(request.Metrics))
            {
                await reportAsync(1 + results.Count, string.Join(", ", pass.Select(metric => metric.Definition.Name)));
                if (session.IsBroken)
                {
                    // A query that does not end in time can break the connection. The other metrics get a new one.
                    await session.DisposeAsync();
                    session = await sessions.BeginAsync(request.Source, cancellationToken);
                    await PrepareJoinsAsync(session, tally, cancellationToken);
                }

                foreach (var result in await queries.RunAsync(session, pass, common, cancellationToken))
                {
                    results[result.Metric] = result;
                }
            }

            return Result(request, now, scope, exposures, tally, [.. request.Metrics.Select(metric => results[metric.Definition.Key])]);
        }
        finally
        {
            await session.DisposeAsync();
        }
    }

    private Task PrepareJoinsAsync(AnalyticsSession session, ExposureTally tally, CancellationToken cancellationToken) =>
        JoinPlan.PrepareAsync(session, tally.Total, options.Value.PreviewTimeout, cancellationToken);

    private static AnalysisResult Result(
        AnalysisRequest request,
        DateTimeOffset now,
        ExperimentScope scope,
        CustomerQuery exposures,
        ExposureTally tally,
        IReadOnlyList<MetricResult> metrics
    )
    {
        var basis = Decisions.Basis(scope.To, request.PlannedEnd);
        var ratio = tally.SampleRatio(scope);
        var stoppedEarly = basis == Decisions.AlwaysValidBasis && request.To <= now;
        return new()
        {
            ExperimentId = request.ExperimentId,
            AnalyzedAt = now,
            Engine = Engine,
            Window = new(scope.From, scope.To),
            Planned = new(request.PlannedEnd, request.PlannedUsers),
            Exposures = tally.Counts(scope),
            SampleRatio = ratio,
            Basis = basis,
            Metrics = Decisions.Apply(metrics, basis, request.Alpha, ratio?.Warning == "alert", stoppedEarly),
            Warnings = [.. ExperimentWarnings.Of(scope, exposures, tally, ratio)],
            Sql = tally.Sql,
        };
    }
}
