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
        var activeDays = midnights.TakeLast(ExposuresResult.ActiveDays).ToList();
        var rows = await counted.Session.RunAsync(
            "exposures",
            Sql(counted.Exposures, scope, midnights, activeDays),
            row =>
                (
                    Variant: row.GetInt32(0),
                    Day: row.GetInt32(1),
                    Users: row.GetInt64(2),
                    Active: activeDays.Select((_, day) => row.GetInt64(3 + day)).ToList()
                ),
            options.Value.QueryTimeout,
            cancellationToken
        );
        return new()
        {
            CountedAt = now,
            Days = [.. Totals(scope, midnights, [.. rows.Select(row => (row.Variant, row.Day, row.Users))])],
            Exposures = counted.Tally.Counts(scope),
            SampleRatio = counted.Tally.SampleRatio(scope),
            Activity = [.. activeDays.Select((day, index) => new ActiveDay(day.Date, rows.Sum(row => row.Active[index])))],
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
            foreach (var row in byDay[day].Where(row => row.Variant >= 0))
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
    /// One pass over the exposures. The boundaries of days are computed here and not by PostgreSQL, whose time zone data may be of another
    /// version.
    /// </summary>
    private static string Sql(
        CustomerQuery exposures,
        ExperimentScope scope,
        IReadOnlyList<LocalDay> midnights,
        IReadOnlyList<LocalDay> activeDays
    )
    {
        var (id, type) = (SqlText.Id("q.user_id", exposures.TypeOf("user_id")!), exposures.TypeOf("timestamp")!);
        return $"""
            with {ExposureSql.Users} as (
            select x.u, min(x.t) as t0, case when min(x.v) = max(x.v) then min(x.v) else -1 end as v,
              {DaySet.Of("x.t", type, activeDays)} as days
            from (
            {ExposureSql.Rows(exposures, scope, id)}
            ) as x
            where x.u is not null
            group by x.u)
            select w.v, width_bucket(w.t0, {DaySet.Boundaries(midnights, type)}) - 1 as day, count(*){string.Concat(
                activeDays.Select((_, day) => $", count(*) filter (where {DaySet.Contains("w.days", day)})")
            )}
            from {ExposureSql.Users} as w
            group by 1, 2
            """;
    }
}
