using System.Globalization;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>What is wrong or unusual with a metric's aggregates. Pure.</summary>
internal static class MetricWarnings
{
    /// <summary>Why the metric cannot be analysed; null = it can.</summary>
    public static StatisticsWarning? Refusal(MetricDefinition metric, IReadOnlyList<MetricArm> arms)
    {
        var users = arms.Sum(arm => arm.NonFiniteUsers);
        if (users > 0)
        {
            return new(
                CheckCodes.BadValue,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{users:N0} user{(users == 1 ? " has" : "s have")} NaN or infinity among the values, which cannot be summed. "
                        + $"Exclude them in the metric's query."
                )
            );
        }
        // One cap for all variants, so the first one found is it.
        return metric.Type != MetricType.Binomial && arms.Select(arm => arm.Cap).FirstOrDefault(cap => cap is not null) is { } cap
            ? Caps.Validate(cap)
            : null;
    }

    /// <summary>That the numbers are not of the definition the experiment began with; null = they are.</summary>
    public static StatisticsWarning? Changed(ExperimentMetric metric, ExperimentScope scope) =>
        metric.ChangedAt is not { } at
            ? null
            : new(
                "metric-changed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The definition of this metric was changed on {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC, after the experiment had "
                        + $"{(at >= scope.To ? "ended" : "begun")}. These numbers follow the new definition, for all users from the start, "
                        + $"and cannot be compared with results of earlier analyses."
                )
            );

    public static void Add(MetricDefinition metric, IReadOnlyList<MetricArm> arms, WarningList warnings)
    {
        WindowWarnings.Add(metric, arms, warnings);
        foreach (var arm in arms.Where(arm => arm.Users == 0 && arm.OpenUsers is null or 0))
        {
            warnings.Add("no-users", $"The variant {arm.Variant} has no users yet.");
        }
        if (arms.Any(arm => arm.Users == 1))
        {
            warnings.Add(StatisticsWarning.OneUser);
        }
        if (arms.Sum(arm => arm.NullValues) is var missing and > 0)
        {
            warnings.Add("null-values", FormattableString.Invariant($"{missing:N0} events have no value and count as 0."));
        }
        if (metric.Type is MetricType.Count or MetricType.Duration && arms.Any(arm => arm.Lowest < 0))
        {
            warnings.Add(
                "negative-values",
                $"Some users have negative totals, which is not possible for a {(metric.Type == MetricType.Count ? "count" : "duration")}. "
                    + "Check the code that writes the values."
            );
        }
        if (CountNonFiniteBefore(metric, arms) is var before and > 0)
        {
            warnings.Add("cuped-bad-value", NotReduced(before));
        }
        if (metric is { Type: MetricType.Binomial, Cap: not null })
        {
            warnings.Add("cap-not-applied", "The cap has no effect, because this metric is 0 or 1 per user.");
        }
    }

    /// <summary>Users with NaN or infinity among their values before the first exposure.</summary>
    public static long CountNonFiniteBefore(MetricDefinition metric, IEnumerable<MetricArm> arms) =>
        MetricSql.UsesCuped(metric) ? arms.Sum(arm => arm.NonFiniteUsersBefore) : 0;

    /// <summary>Why CUPED is not applied.</summary>
    public static string NotReduced(long users) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{users:N0} user{(users == 1 ? " has" : "s have")} NaN or infinity among the values before the first exposure, so the "
                + $"variance is not reduced (CUPED). Exclude them in the metric's query."
        );
}
