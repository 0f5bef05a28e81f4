using System.Reflection;
using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The job that analyses one experiment. It writes nothing itself, so another worker can start it again.
/// </summary>
internal sealed class AnalysisJob(ExperimentCounter counter, MetricQueries queries, TimeProvider time) : IJobHandler
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
        await using var counted = await counter.CountAsync(request.Source, scope, cancellationToken);
        var common = new AnalysisScope(
            scope,
            new(scope, counted.Exposures, counted.Tally, request.Alpha, request.CupedDays),
            new(scope, request.Alpha, request.PlannedUsers, request.Earlier ?? [])
            {
                Margins = new(scope, Decisions.Basis(scope.To, request.PlannedEnd), request.Alpha, request.PlannedUsers),
            },
            request.CupedDays
        );
        var metrics = await counted.RunAsync(
            request.Metrics,
            (session, pass) => queries.RunAsync(session, pass, common, cancellationToken),
            result => result.Metric,
            reportAsync,
            cancellationToken
        );
        return Result(request, now, scope, counted, metrics);
    }

    private static AnalysisResult Result(
        AnalysisRequest request,
        DateTimeOffset now,
        ExperimentScope scope,
        CountedExperiment counted,
        IReadOnlyList<MetricResult> metrics
    )
    {
        var basis = Decisions.Basis(scope.To, request.PlannedEnd);
        var ratio = counted.Tally.SampleRatio(scope);
        var stoppedEarly = scope.To < request.PlannedEnd && request.To <= now;
        return new()
        {
            ExperimentId = request.ExperimentId,
            AnalyzedAt = now,
            Engine = Engine,
            DatabaseVersion = counted.DatabaseVersion,
            Window = new(scope.From, scope.To),
            Planned = new(request.PlannedEnd, request.PlannedUsers),
            Exposures = counted.Tally.Counts(scope),
            SampleRatio = ratio,
            Basis = basis,
            Metrics =
            [
                .. Decisions
                    .Apply(metrics, basis, request.Alpha, ratio?.Warning == "alert", stoppedEarly)
                    .Select(metric => FunnelComparison.Decide(metric, basis, request.Alpha, ratio?.Warning == "alert")),
            ],
            Warnings = [.. ExperimentWarnings.Of(scope, counted.Exposures, counted.Tally, ratio)],
            Sql = BoundSql.Show(counted.Tally.Sql),
        };
    }
}
