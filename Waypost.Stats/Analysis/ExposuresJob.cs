using System.Text.Json;
using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>The job that counts users by their first exposure, day by day.</summary>
internal sealed class ExposuresJob(EventsSessions sessions, ExposureCounting counting, IOptions<StatsOptions> options, TimeProvider time)
    : IJobHandler
{
    public string Kind => JobKinds.Exposures;

    public async Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var request = Payload.Read(job, ExperimentsJson.Default.ExposuresRequest);
        Payload.Check(request.Variants, request.Control, request.From, request.To);
        var days = LocalDays.Of(request.TimeZone);
        try
        {
            return JsonSerializer.SerializeToElement(
                await CountAsync(request, days, cancellationToken),
                ExperimentsJson.Default.ExposuresResult
            );
        }
        catch (EventsFault fault)
        {
            throw new JobFailedException(fault.Message, fault);
        }
    }

    private async Task<ExposuresResult> CountAsync(ExposuresRequest request, LocalDays days, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var scope = ExperimentScope.Of(request, now);
        await using var session = await sessions.BeginAsync(request.Source, cancellationToken);
        var exposures = await CustomerQuery.ReadAsync(
            session,
            request.Source.ExposuresQuery,
            NeededColumn.OfExposures,
            options.Value.PreviewTimeout,
            cancellationToken
        );
        var tally = await counting.CountAsync(session, exposures, scope, cancellationToken);
        var midnights = days.Between(scope.From, scope.To);
        var joined = await session.RunAsync(
            "exposures",
            Sql(exposures, scope, midnights),
            row => (Place: row.GetInt32(0), Day: row.GetInt32(1), Users: row.GetInt64(2)),
            options.Value.QueryTimeout,
            cancellationToken
        );
        return new()
        {
            CountedAt = now,
            Days = [.. Totals(scope, midnights, joined)],
            Exposures = tally.Counts(scope),
            SampleRatio = tally.SampleRatio(scope),
        };
    }

    private static IEnumerable<ExposureDay> Totals(
        ExperimentScope scope,
        IReadOnlyList<LocalDay> midnights,
        IReadOnlyList<(int Place, int Day, long Users)> joined
    )
    {
        var running = new long[scope.Variants.Count];
        var byDay = joined.ToLookup(row => row.Day);
        for (var day = 0; day < midnights.Count; day++)
        {
            foreach (var row in byDay[day])
            {
                running[row.Place] += row.Users;
            }
            for (var place = 0; place < running.Length; place++)
            {
                yield return new(midnights[day].Date, scope.Variants[place].Key, running[place]);
            }
        }
    }

    /// <summary>Days are parted here and not by PostgreSQL: both know time zones, but not always the same edition of them.</summary>
    private static string Sql(CustomerQuery exposures, ExperimentScope scope, IReadOnlyList<LocalDay> midnights) =>
        $"""
            with {Exposed.UsersTable(
                exposures,
                scope,
                SqlText.Id("q.user_id", exposures.TypeOf("user_id")!),
                ColumnTypes.TimestampWithZone
            )}
            select w.v, width_bucket(w.t0, array[{string.Join(
                ", ",
                midnights.Select(day => SqlText.Of(day.Begins, ColumnTypes.TimestampWithZone))
            )}]) - 1 as day, count(*)
            from {Exposed.Users} as w
            where w.v >= 0
            group by 1, 2
            """;
}
