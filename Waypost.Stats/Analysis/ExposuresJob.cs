using System.Text.Json;
using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Analysis;

/// <summary>The job that counts users by their first exposure, per day.</summary>
internal sealed class ExposuresJob(ExperimentCounter counter, IOptions<StatsOptions> options, TimeProvider time) : IJobHandler
{
    /// <summary>Stands for users of whatever variant.</summary>
    private const int Anyone = -1;

    public string Kind => JobKinds.Exposures;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = AnalysisPayload.Read(job, ExperimentsJson.Default.ExposuresRequest);
        AnalysisPayload.Validate(request.Variants, request.Control, request.From, request.To);
        var days = LocalDays.Of(request.TimeZone);
        try
        {
            return JsonSerializer.SerializeToElement(
                await CountAsync(request, days, cancellationToken),
                ExperimentsJson.Default.ExposuresResult
            );
        }
        catch (AnalyticsDatabaseException exception)
        {
            throw new JobFailedException(exception.Message, exception);
        }
    }

    private async Task<ExposuresResult> CountAsync(ExposuresRequest request, LocalDays days, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var scope = ExperimentScope.Of(request, now);
        await using var counted = await counter.CountAsync(request.Source, scope, cancellationToken);
        var midnights = days.Between(scope.From, scope.To);
        var rows = await counted.Session.RunAsync(
            "exposures",
            Sql(counted.Exposures, scope, midnights),
            row => (Variant: row.GetInt32(0), Day: row.GetInt32(1), Users: row.GetInt64(2)),
            options.Value.QueryTimeout,
            cancellationToken
        );
        return new()
        {
            CountedAt = now,
            Days = [.. Totals(scope, midnights, [.. rows.Where(row => row.Variant != Anyone)])],
            Exposures = counted.Tally.Counts(scope),
            SampleRatio = counted.Tally.SampleRatio(scope),
            Activity =
            [
                .. rows.Where(row => row.Variant == Anyone)
                    .OrderBy(row => row.Day)
                    .Select(row => new ActiveDay(midnights[row.Day].Date, row.Users)),
            ],
            TimeZone = request.TimeZone,
        };
    }

    private static IEnumerable<ExposureDay> Totals(
        ExperimentScope scope,
        IReadOnlyList<LocalDay> midnights,
        IReadOnlyList<(int Variant, int Day, long Users)> firstExposures
    )
    {
        var running = new long[scope.Variants.Count];
        var byDay = firstExposures.ToLookup(row => row.Day);
        for (var day = 0; day < midnights.Count; day++)
        {
            foreach (var row in byDay[day])
            {
                running[row.Variant] += row.Users;
            }
            for (var variant = 0; variant < running.Length; variant++)
            {
                yield return new(midnights[day].Date, scope.Variants[variant].Key, running[variant]);
            }
        }
    }

    /// <summary>
    /// One pass over the exposures: one row per user and day, from which both numbers are counted. The boundaries of days are computed here
    /// and not by PostgreSQL, whose time zone data may be of another version.
    /// </summary>
    private static string Sql(CustomerQuery exposures, ExperimentScope scope, IReadOnlyList<LocalDay> midnights)
    {
        var id = SqlText.Id("q.user_id", exposures.TypeOf("user_id")!);
        var boundaries = string.Join(", ", midnights.Select(day => SqlText.Of(day.Begins, exposures.TypeOf("timestamp")!)));
        return $"""
            with waypost_user_days as materialized (
            select x.u, width_bucket(x.t, array[{boundaries}]) - 1 as day, min(x.v) as low, max(x.v) as high
            from (
            {ExposureSql.Rows(exposures, scope, id)}
            ) as x
            where x.u is not null
            group by 1, 2), {ExposureSql.Users} as (
            select u, min(day) as day, case when min(low) = max(high) then min(low) else -1 end as v
            from waypost_user_days
            group by u)
            select w.v, w.day, count(*) from {ExposureSql.Users} as w where w.v >= 0 group by 1, 2
            union all
            select {SqlText.Of(Anyone)}, day, count(*) from waypost_user_days group by 2
            """;
    }
}
