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
        var firstExposures = await counted.Session.RunAsync(
            "exposures",
            Sql(counted.Exposures, scope, midnights),
            row => (Variant: row.GetInt32(0), Day: row.GetInt32(1), Users: row.GetInt64(2)),
            options.Value.QueryTimeout,
            cancellationToken
        );
        return new()
        {
            CountedAt = now,
            Days = [.. Totals(scope, midnights, firstExposures)],
            Exposures = counted.Tally.Counts(scope),
            SampleRatio = counted.Tally.SampleRatio(scope),
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

    /// <summary>The boundaries of days are computed here and not by PostgreSQL, whose time zone data may be of another version.</summary>
    private static string Sql(CustomerQuery exposures, ExperimentScope scope, IReadOnlyList<LocalDay> midnights)
    {
        var id = SqlText.Id("q.user_id", exposures.TypeOf("user_id")!);
        var boundaries = string.Join(", ", midnights.Select(day => SqlText.Of(day.Begins, ColumnTypes.TimestampWithZone)));
        return $"""
            with {ExposureSql.UsersTable(exposures, scope, id, ColumnTypes.TimestampWithZone)}
            select w.v, width_bucket(w.t0, array[{boundaries}]) - 1 as day, count(*)
            from {ExposureSql.Users} as w
            where w.v >= 0
            group by 1, 2
            """;
    }
}
