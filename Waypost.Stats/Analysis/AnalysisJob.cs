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
                (done, total, doing) =>
                    job.ReportAsync(
                        JsonSerializer.SerializeToElement(new JobProgress(done, total, doing), ExperimentsJson.Default.JobProgress),
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

    /// <summary>
    /// The planned period, once it has passed, is analysed once by the fixed test; data from after its end is judged by the always-valid
    /// rule, with everything before it.
    /// </summary>
    internal async Task<AnalysisResult> AnalyseAsync(
        AnalysisRequest request,
        Func<int, int, string, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var scope = ExperimentScope.Of(request, now);
        var steps = request.Metrics.Count + 1;
        if (scope.To == request.PlannedEnd && request.Final is { } known)
        {
            return known;
        }

        if (scope.To <= request.PlannedEnd)
        {
            return await AnalyseAsync(request, scope, now, (done, doing) => reportAsync(done, steps, doing), cancellationToken);
        }

        var before = request.Final is null ? steps : 0;
        var final =
            request.Final
            ?? await AnalyseAsync(
                request,
                scope with
                {
                    To = request.PlannedEnd,
                },
                now,
                (done, doing) => reportAsync(done, 2 * steps, doing),
                cancellationToken
            );
        var later = await AnalyseAsync(
            request,
            scope,
            now,
            (done, doing) => reportAsync(before + done, before + steps, doing),
            cancellationToken
        );
        return final with { Later = later };
    }

    private async Task<AnalysisResult> AnalyseAsync(
        AnalysisRequest request,
        ExperimentScope scope,
        DateTimeOffset now,
        Func<int, string, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        await reportAsync(0, "exposures");
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
            var common = new AnalysisScope(
                scope,
                new(scope, exposures, tally, request.Alpha, request.CupedDays),
                new(scope, request.Alpha, request.PlannedUsers, request.Earlier ?? [])
                {
                    Margins = new(scope, Decisions.Basis(scope.To, request.PlannedEnd), request.Alpha, request.PlannedUsers),
                },
                request.CupedDays
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
        var stoppedEarly = scope.To < request.PlannedEnd && request.To <= now;
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
            Metrics =
            [
                .. Decisions
                    .Apply(metrics, basis, request.Alpha, ratio?.Warning == "alert", stoppedEarly)
                    .Select(metric => FunnelComparison.Decide(metric, basis, request.Alpha, ratio?.Warning == "alert")),
            ],
            Warnings = [.. ExperimentWarnings.Of(scope, exposures, tally, ratio)],
            Sql = BoundSql.Show(tally.Sql),
        };
    }
}
