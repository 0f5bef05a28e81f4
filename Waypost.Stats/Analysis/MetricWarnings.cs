using System.Globalization;
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

    public static void Add(MetricDefinition metric, IReadOnlyList<MetricArm> arms, WarningList warnings)
    {
        foreach (var arm in arms.Where(arm => arm.Users == 0))
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
        if (metric is { Type: MetricType.Binomial, Cap: not null })
        {
            warnings.Add("cap-not-applied", "The cap has no effect, because this metric is 0 or 1 per user.");
        }
    }
}
