using System.Text.Json;
using Waypost.Flags;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Holdouts;

/// <summary>
/// The job that compares a holdout with everyone else: all who were active while it was on, from their first activity on. Held-out users
/// meet no experiment, so they have no exposures.
/// </summary>
internal sealed class HoldoutJob(HoldoutCounter counter, HoldoutQueries queries, TimeProvider time) : IJobHandler
{
    public string Kind => JobKinds.Holdout;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = AnalysisPayload.Read(job, ExperimentsJson.Default.HoldoutRequest);
        try
        {
            var result = await ComputeAsync(
                request,
                progress =>
                    job.ReportAsync(JsonSerializer.SerializeToElement(progress, ExperimentsJson.Default.JobProgress), cancellationToken),
                cancellationToken
            );
            return JsonSerializer.SerializeToElement(result, ExperimentsJson.Default.HoldoutResult);
        }
        catch (AnalyticsDatabaseException exception)
        {
            throw new JobFailedException(exception.Message, exception);
        }
    }

    internal async Task<HoldoutResult> ComputeAsync(
        HoldoutRequest request,
        Func<JobProgress, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        Validate(request, now);
        var scope = HoldoutGroups.ScopeOf(request, End(request, now));
        var steps = request.Metrics.Count + 1;
        await reportAsync(new(0, steps, "users"));
        await using var counted = await counter.CountAsync(request, scope, cancellationToken);
        var common = new HoldoutScope(
            scope,
            HoldoutGroups.Of(request),
            // Without CUPED: most people who come in a quarter were not here before it.
            new(scope, counted.Exposures, counted.Tally, request.Alpha, cupedDays: null) { OfEachUser = true },
            request.Alpha
        );
        var metrics = await counted.RunAsync(
            request.Metrics,
            (session, pass) => queries.RunAsync(session, pass, common, cancellationToken),
            result => result.Metric,
            (done, doing) => reportAsync(new(done, steps, doing)),
            cancellationToken
        );
        var basis = request.PlannedEnd is { } planned ? Decisions.Basis(scope.To, planned) : AnalysisBasis.AlwaysValid;
        var ratio = HoldoutWarnings.Explain(counted.Tally.SampleRatio(scope), counted.Tally);
        return new()
        {
            ComputedAt = now,
            Engine = AnalysisJob.Engine,
            Window = new(scope.From, scope.To),
            PlannedEnd = request.PlannedEnd,
            Users = counted.Tally.Counts(scope),
            SampleRatio = ratio,
            Basis = basis,
            Metrics = Decisions.Apply(metrics, basis, request.Alpha, ratio?.Warning == "alert", stoppedEarly: false),
            Warnings = [.. HoldoutWarnings.Of(request, scope, counted.Tally, ratio)],
            Sql = BoundSql.Show(counted.Tally.Sql),
        };
    }

    /// <summary>The planned period, once it has passed; before that, and if its end was moved, all data.</summary>
    private static DateTimeOffset End(HoldoutRequest request, DateTimeOffset now)
    {
        var end = request.To is { } ended && ended < now ? ended : now;
        return request.PlannedEnd is { } planned && planned < end ? planned : end;
    }

    private static void Validate(HoldoutRequest request, DateTimeOffset now)
    {
        if (request is not { FromBucket: >= 0, ToBucket: <= Bucketing.Buckets } || request.FromBucket >= request.ToBucket)
        {
            throw new JobFailedException("The job's range of buckets is not a holdout.");
        }
        if (request.From >= End(request, now))
        {
            throw new JobFailedException("The holdout has not started yet.");
        }

        AnalysisPayload.Validate(
            new()
            {
                ExperimentId = request.HoldoutId,
                Source = request.Source,
                From = request.From,
                To = request.To,
                PlannedEnd = request.PlannedEnd ?? now,
                Control = HoldoutResult.Holdout,
                Variants = HoldoutGroups.ScopeOf(request, now).Variants,
                Metrics = request.Metrics,
                Alpha = request.Alpha,
            }
        );
    }
}
