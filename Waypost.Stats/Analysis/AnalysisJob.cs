using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The job that analyses one experiment. Writes nothing itself, so it may be done again from its beginning by another worker.
/// </summary>
internal sealed class AnalysisJob(
    EventsSessions sessions,
    ExposureCounting counting,
    MetricReading reading,
    IOptions<StatsOptions> options,
    TimeProvider time
) : IJobHandler
{
    /// <summary>Users from which on a loop over them, each looking up their events, costs more than reading the events once.</summary>
    private const long Many = 1_000;

    public static readonly string Engine =
        $"Waypost.Stats {typeof(AnalysisJob).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    public string Kind => JobKinds.Analysis;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = Payload.Read(job, ExperimentsJson.Default.AnalysisRequest);
        Payload.Check(request);
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
        catch (EventsFault fault)
        {
            throw new JobFailedException(fault.Message, fault);
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
            var tally = await counting.CountAsync(session, exposures, scope, cancellationToken);
            await JoinAsync(session, tally, cancellationToken);
            var common = new AnalysisScope(
                scope,
                new(scope, exposures, tally, request.Alpha, request.CupedDays),
                new(scope, request.Alpha, request.PlannedUsers, request.Earlier ?? [])
            );
            var found = new Dictionary<string, MetricResult>(StringComparer.Ordinal);
            foreach (var pass in MetricReading.Passes(request.Metrics))
            {
                await reportAsync(1 + found.Count, string.Join(", ", pass.Select(metric => metric.Definition.Name)));
                if (session.IsBroken)
                {
                    // Its connection was given up with a query that did not end in time. The others may still do well.
                    await session.DisposeAsync();
                    session = await sessions.BeginAsync(request.Source, cancellationToken);
                    await JoinAsync(session, tally, cancellationToken);
                }

                foreach (var result in await reading.ReadAsync(session, pass, common, cancellationToken))
                {
                    found[result.Metric] = result;
                }
            }

            return Result(request, now, scope, exposures, tally, [.. request.Metrics.Select(metric => found[metric.Definition.Key])]);
        }
        finally
        {
            await session.DisposeAsync();
        }
    }

    private Task JoinAsync(EventsSession session, ExposureTally tally, CancellationToken cancellationToken) =>
        tally.Total < Many ? Task.CompletedTask : session.JoinManyAsync(options.Value.PreviewTimeout, cancellationToken);

    private static AnalysisResult Result(
        AnalysisRequest request,
        DateTimeOffset now,
        ExperimentScope scope,
        CustomerQuery exposures,
        ExposureTally tally,
        IReadOnlyList<MetricResult> metrics
    )
    {
        var basis = Verdicts.Basis(scope.To, request.PlannedEnd);
        var ratio = tally.SampleRatio(scope);
        var stoppedEarly = basis == Verdicts.AlwaysValidBasis && request.To <= now;
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
            Metrics = Verdicts.Pronounce(metrics, basis, request.Alpha, ratio?.Warning == "alert", stoppedEarly),
            Warnings = [.. ExperimentWarnings.Of(scope, exposures, tally, ratio)],
            Sql = tally.Sql,
        };
    }
}
