using Microsoft.Extensions.Options;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Planning;

/// <summary>
/// Measures how things are without the experiment: who came in the last days, by exposures to anything, and what they did since.
/// </summary>
internal sealed class BaselineMeasuring(EventsSessions sessions, IOptions<StatsOptions> options, TimeProvider time)
{
    /// <summary>An empty baseline, with the reason, where nothing can be measured.</summary>
    public async Task<PlanBaseline> MeasureAsync(
        PlanQuestion question,
        EventsSource source,
        WarningList warnings,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var scope = new ExperimentScope(null, [new("all", 1)], now.AddDays(-question.BaselineDays), now);
        try
        {
            await using var session = await sessions.BeginAsync(source, cancellationToken);
            var limit = options.Value.PreviewTimeout;
            var exposures = await CustomerQuery.ReadAsync(
                session,
                source.ExposuresQuery,
                NeededColumn.OfExposures,
                limit,
                cancellationToken
            );
            var (users, days) = await VisitorsAsync(session, exposures, scope, question.BaselineDays, cancellationToken);
            if (users == 0)
            {
                warnings.Add(
                    "no-baseline",
                    $"Nobody was exposed to anything in the last {question.BaselineDays} days, so there is nothing to measure: "
                        + $"enter the mean{(question.Metric.Type == MetricType.Binomial ? "" : ", the variance")} and the visitors a day "
                        + "by hand."
                );
                return new();
            }

            var visitors = new PlanBaseline { Users = users, VisitorsPerDay = users / days };
            try
            {
                return await ValuesAsync(session, question, exposures, scope, visitors, warnings, cancellationToken);
            }
            catch (EventsFault fault) when (!fault.IsOfConnection)
            {
                warnings.Add(fault.Code, $"The metric could not be measured; enter its mean by hand. {fault.Message}");
                return visitors;
            }
        }
        catch (EventsFault fault)
        {
            warnings.Add(fault.Code, $"The past could not be measured; enter what is known by hand. {fault.Message}");
            return new();
        }
    }

    private async Task<(long Users, double Days)> VisitorsAsync(
        EventsSession session,
        CustomerQuery exposures,
        ExperimentScope scope,
        int most,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            with {Exposed.UsersTable(
                exposures,
                scope,
                SqlText.Id("q.user_id", exposures.TypeOf("user_id")!),
                ColumnTypes.TimestampWithZone
            )}
            select count(*), coalesce(extract(epoch from {SqlText.Of(
                scope.To,
                ColumnTypes.TimestampWithZone
            )} - min(w.t0))::float8, 0) / 86400 from {Exposed.Users} as w where w.v >= 0
            """;
        var rows = await session.RunAsync(
            "baseline",
            sql,
            row => (row.GetInt64(0), row.GetDouble(1)),
            options.Value.PreviewTimeout,
            cancellationToken
        );
        // Exposures of three days are not a month's, however many days were asked for.
        return (rows[0].Item1, Math.Clamp(rows[0].Item2, 1, most));
    }

    private async Task<PlanBaseline> ValuesAsync(
        EventsSession session,
        PlanQuestion question,
        CustomerQuery exposures,
        ExperimentScope scope,
        PlanBaseline visitors,
        WarningList warnings,
        CancellationToken cancellationToken
    )
    {
        var (metric, limit) = (question.Metric, options.Value.PreviewTimeout);
        var events = await CustomerQuery.ReadAsync(session, metric.Query, NeededColumn.Of(metric.Type), limit, cancellationToken);
        var queries = new MetricSql(scope, exposures, new([visitors.Users!.Value], [], 0, 0, 0, ""), question.Alpha, question.CupedDays);
        var sql = metric.DenominatorQuery is { } below
            ? queries.Ratio(
                events,
                await CustomerQuery.ReadAsync(session, below, NeededColumn.OfDenominator, limit, cancellationToken),
                metric
            )
            : queries.Shared(events, [metric]);
        var rows = await session.RunAsync("baseline", sql, MetricArm.Row, limit, cancellationToken);
        var arm = MetricArm.Of("all", metric, rows.FirstOrDefault(row => row["v"] == 0), 0);
        if (arm.Bad > 0)
        {
            warnings.Add(
                CheckCodes.BadValue,
                FormattableString.Invariant($"The values of {arm.Bad:N0} users hold NaN or infinity: leave them out in the metric's query.")
            );
            return visitors;
        }

        var moments = arm.Quantile is { } quantile
            ? Quantiles.ToMoments(quantile, question.Alpha)
            : arm.Proportion?.ToMoments() ?? arm.Moments;
        return visitors with
        {
            Mean = moments?.Mean,
            Variance = moments?.Variance,
            Correlation = MetricSql.UsesCuped(metric) ? arm.Before?.Correlation : null,
        };
    }
}
