using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Jobs;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Reads what an A/A test needs: past users with their values, as sums per bucket. The worker's memory does not grow with the users.
/// </summary>
internal sealed class AaTestQueries(IOptions<StatsOptions> options)
{
    /// <summary>A power of two, which the hash is masked by.</summary>
    public const int Buckets = 16_384;

    private TimeSpan Limit => options.Value.QueryTimeout;

    public async Task<AaTestData> ReadAsync(
        AnalyticsSession session,
        AaTestRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var metric = request.Metric;
        // With a window, earlier by its length, so that the users of as many days have completed it.
        var scope = new ExperimentScope(null, [new("all", 1)], now.AddDays(-request.Days) - (metric.Window?.Span ?? TimeSpan.Zero), now);
        var window = QueryWindow.OfEvents(scope, cupedDays: null);
        Task<CustomerQuery> QueryAsync(string sql, IReadOnlyList<NeededColumn> needed) =>
            CustomerQuery.ReadAsync(session, sql, window, needed, options.Value.PreviewTimeout, cancellationToken);

        var exposures = await QueryAsync(request.Source.ExposuresQuery, NeededColumn.OfExposures);
        var events = await QueryAsync(metric.Query, NeededColumn.Of(metric.Type));
        var denominator = metric.DenominatorQuery is { } query ? await QueryAsync(query, NeededColumn.OfDenominator) : null;
        var steps = new List<CustomerQuery>();
        foreach (var step in metric.Steps ?? [])
        {
            steps.Add(await QueryAsync(step.Query, NeededColumn.Of(metric.Type)));
        }

        Task<PastUsers> CountAsync(CustomerQuery users) =>
            PastUsers.CountAsync(session, users, scope, metric.Window, "aa-test", request.Days, Limit, cancellationToken);

        var (from, users, past) = (AaTestUsers.Exposures, exposures, await CountAsync(exposures));
        if (past.Users == 0)
        {
            (from, users) = (AaTestUsers.Metric, OwnUsers(metric, denominator ?? events, request.Days));
            past = await CountAsync(users);
        }
        if (past.Users == 0)
        {
            throw new JobFailedException(
                $"There are no users in the last {request.Days} days: no exposures, and no rows of the metric's query"
                    + $"{(metric.Window is null ? "" : " whose window is complete")}. Choose more days."
            );
        }

        var generator = new MetricSql(scope, users, new([past.Users], [], 0, 0, 0, ""), request.Alpha, cupedDays: null)
        {
            // The sums of buckets do not tell a quantile.
            Buckets = metric.Quantile is null ? Buckets : null,
        };
        var sql =
            denominator is not null ? generator.Ratio(events, denominator, metric)
            : steps.Count > 0 ? generator.Funnel([.. steps, events], metric)
            : generator.Shared(events, [metric]);
        await JoinPlan.PrepareAsync(session, past.Users, options.Value.PreviewTimeout, cancellationToken);
        await StreamingPlan.PreferAsync(session, sql, options.Value.PreviewTimeout, cancellationToken);
        var rows = await session.RunAsync(
            "aa-test",
            sql,
            reader =>
            {
                var row = MetricArm.ReadRow(reader);
                return (Variant: row["v"], Bucket: row.GetValueOrDefault("bucket"), Arm: MetricArm.Of("all", metric, row, steps.Count));
            },
            Limit,
            cancellationToken
        );
        return new(
            scope,
            from,
            past,
            [.. rows.Where(row => row.Variant == 0).OrderBy(row => row.Bucket).Select(row => row.Arm)],
            await ValuesAsync(session, generator, denominator ?? events, metric, past.Users, cancellationToken),
            BoundSql.Show(sql)
        );
    }

    /// <summary>Of a ratio, its denominator has the users.</summary>
    private static CustomerQuery OwnUsers(MetricDefinition metric, CustomerQuery events, int days) =>
        metric.Type == MetricType.Binomial
            ? throw new JobFailedException(
                $"There were no exposures in the last {days} days, and a binomial metric alone does not know the users without the event. "
                    + "Choose more days, check the exposures query, or run this once an experiment has had users."
            )
            : events;

    /// <param name="events">Of a ratio, the denominator, whose rows are the most.</param>
    private async Task<AaTestValues> ValuesAsync(
        AnalyticsSession session,
        MetricSql generator,
        CustomerQuery events,
        MetricDefinition metric,
        long users,
        CancellationToken cancellationToken
    )
    {
        var top = Math.Max(1, (long)Math.Ceiling(users / 100.0));
        var rows = await session.RunAsync(
            "aa-test",
            generator.RowsPerUser(events, metric.Window, top),
            row =>
                (
                    Users: row.GetInt64(0),
                    Rows: row.GetInt64(1),
                    Most: row.GetInt64(2),
                    Total: row.GetDouble(3),
                    Largest: row.GetDouble(4),
                    Top: row.GetDouble(5)
                ),
            Limit,
            cancellationToken
        );
        var read = rows[0];
        var isTotal = metric.Type != MetricType.Binomial && metric.DenominatorQuery is null;
        // Without a value column, the rows are the values.
        var isCounted = events.TypeOf("value") is null;
        double? OfTotal(double part) => isTotal && !isCounted && read.Total > 0 ? part / read.Total : null;
        double? largestOfRows = read.Rows > 0 ? (double)read.Most / read.Rows : null;
        return new()
        {
            Rows = read.Rows,
            UsersWithRows = read.Users,
            LargestShareOfRows = largestOfRows,
            LargestShareOfTotal = isTotal && isCounted ? largestOfRows : OfTotal(read.Largest),
            TopShareOfTotal = OfTotal(read.Top),
        };
    }
}

/// <summary>What was read for an A/A test.</summary>
/// <param name="Buckets">One arm for each bucket with users, in the order of the hash; for a quantile one arm with all users.</param>
internal sealed record AaTestData(
    ExperimentScope Scope,
    AaTestUsers UsersFrom,
    PastUsers Users,
    IReadOnlyList<MetricArm> Buckets,
    AaTestValues Values,
    string Sql
);
