using Microsoft.Extensions.Options;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Planning;

/// <summary>
/// Measures the figures without the experiment: the users exposed to any experiment in the last days, and their events since.
/// </summary>
internal sealed class BaselineMeasurement(AnalyticsSessionFactory sessions, IOptions<StatsOptions> options, TimeProvider time)
{
    /// <summary>What cannot be measured is null, with a warning that says why.</summary>
    public async Task<PlanBaseline> MeasureAsync(
        PlanRequest request,
        AnalyticsSource source,
        WarningList warnings,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var scope = new ExperimentScope(null, [new("all", 1)], now.AddDays(-request.BaselineDays), now);
        // With a window, earlier by its length, so that the users of as many days have completed it.
        var earlier = scope with
        {
            From = scope.From - (request.Metric.Window?.Span ?? TimeSpan.Zero),
        };
        try
        {
            await using var session = await sessions.BeginAsync(source, cancellationToken);
            var limit = options.Value.PreviewTimeout;
            var exposures = await CustomerQuery.ReadAsync(
                session,
                source.ExposuresQuery,
                QueryWindow.OfExposures(earlier),
                NeededColumn.OfExposures,
                limit,
                cancellationToken
            );
            var past = await PastUsers.CountAsync(
                session,
                exposures,
                scope,
                window: null,
                "baseline",
                request.BaselineDays,
                limit,
                cancellationToken
            );
            if (past.Users == 0)
            {
                warnings.Add(
                    "no-baseline",
                    $"There were no exposures in the last {request.BaselineDays} days, so the baseline cannot be measured. "
                        + $"Enter the mean{(request.Metric.Type == MetricType.Binomial ? "" : ", the variance")} and the visitors per day."
                );
                return new();
            }

            var visitors = new PlanBaseline { Users = past.Users, VisitorsPerDay = past.PerDay };
            try
            {
                return await ValuesAsync(session, request, exposures, earlier, visitors, warnings, cancellationToken);
            }
            catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
            {
                warnings.Add(exception.Code, $"The metric could not be measured. Enter its mean. {exception.Message}");
                return visitors;
            }
        }
        catch (AnalyticsDatabaseException exception)
        {
            warnings.Add(exception.Code, $"The baseline could not be measured. Enter the figures you know. {exception.Message}");
            return new();
        }
    }

    private async Task<PlanBaseline> ValuesAsync(
        AnalyticsSession session,
        PlanRequest request,
        CustomerQuery exposures,
        ExperimentScope scope,
        PlanBaseline visitors,
        WarningList warnings,
        CancellationToken cancellationToken
    )
    {
        var (metric, limit) = (request.Metric, options.Value.PreviewTimeout);
        var period = QueryWindow.OfEvents(scope, MetricSql.UsesCuped(metric) ? request.CupedDays : null);
        var events = await CustomerQuery.ReadAsync(session, metric.Query, period, NeededColumn.Of(metric.Type), limit, cancellationToken);
        var queries = new MetricSql(scope, exposures, new([visitors.Users!.Value], [], 0, 0, 0, ""), request.Alpha, request.CupedDays);
        if (metric is { Window: { } own, Quantile: not null })
        {
            var complete = await session.RunAsync("baseline", queries.CompleteUsers(own), row => row.GetInt64(1), limit, cancellationToken);
            queries = queries.WithUsers([complete.Sum()]);
        }

        var steps = new List<CustomerQuery>();
        foreach (var step in metric.Steps ?? [])
        {
            steps.Add(await CustomerQuery.ReadAsync(session, step.Query, period, NeededColumn.Of(metric.Type), limit, cancellationToken));
        }

        var sql =
            metric.DenominatorQuery is { } denominator
                ? queries.Ratio(
                    events,
                    await CustomerQuery.ReadAsync(session, denominator, period, NeededColumn.OfDenominator, limit, cancellationToken),
                    metric
                )
            : steps.Count > 0 ? queries.Funnel([.. steps, events], metric)
            : queries.Shared(events, [metric]);
        await JoinPlan.PrepareAsync(session, visitors.Users.Value, limit, cancellationToken);
        await StreamingPlan.PreferAsync(session, sql, limit, cancellationToken);
        var rows = await session.RunAsync("baseline", sql, MetricArm.ReadRow, limit, cancellationToken);
        var arm = MetricArm.Of("all", metric, rows.FirstOrDefault(row => row["v"] == 0), steps.Count);
        if (metric.Window is { } window && arm.Users == 0)
        {
            warnings.Add("no-baseline", $"No user's window ({window.Describe()}) is complete yet, so the baseline cannot be measured.");
            return visitors;
        }

        if (arm.NonFiniteUsers > 0)
        {
            warnings.Add(
                CheckCodes.BadValue,
                FormattableString.Invariant(
                    $"{arm.NonFiniteUsers:N0} users have NaN or infinity among their values. Exclude them in the metric's query."
                )
            );
            return visitors;
        }

        if (MetricWarnings.CountNonFiniteBefore(metric, [arm]) is var before and > 0)
        {
            warnings.Add("cuped-bad-value", MetricWarnings.NotReduced(before));
        }

        if (metric.Quantile is { } share && arm.Quantile is { } tied && Quantiles.IsTied(share, tied, request.Alpha))
        {
            warnings.Add(StatisticsWarning.TiesAtQuantile);
            return visitors with { Mean = tied.At };
        }

        var moments = arm.Quantile is { } quantile
            ? Quantiles.ToMoments(quantile, request.Alpha)
            : arm.Proportion?.ToMoments() ?? arm.Moments;
        return visitors with
        {
            Users = arm.Users,
            Mean = moments?.Mean,
            Variance = moments?.Variance,
            Skewness = MetricArm.HasSkewness(metric) && moments is { } known ? Skewness.OfValues(known) : null,
            Correlation = MetricSql.UsesCuped(metric) ? arm.Before?.Correlation ?? arm.RatioBefore?.Correlation : null,
        };
    }
}
