using System.Globalization;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>What is wrong with a metric's values and rows, and what to do. Never names a user. Pure.</summary>
internal static class AaTestWarnings
{
    /// <summary>A user with so many of the rows is hardly a person.</summary>
    private const double LargeShareOfRows = 0.01;

    /// <summary>Among few users each has a share of that size: this many times the average is needed as well.</summary>
    private const double TimesAverage = 10;

    /// <summary>A user with so much of the total decides which group is ahead.</summary>
    private const double LargeShareOfTotal = 0.05;

    /// <summary>Below, p-values are not uniform for another reason than chance.</summary>
    private const double NotUniform = 0.001;

    /// <param name="whole">All users.</param>
    /// <param name="smaller">Expected users of the smaller group.</param>
    /// <returns>Why the rates may not be the promised ones: ", because …"; empty if nothing is known.</returns>
    public static string Add(MetricDefinition metric, MetricArm whole, AaTestValues values, double smaller, WarningList warnings)
    {
        MetricWarnings.Add(metric, [whole], warnings);
        var because = "";
        if (values.LargestShareOfRows >= LargeShareOfRows && values.LargestShareOfRows * values.UsersWithRows >= TimesAverage)
        {
            warnings.Add(
                "one-user-many-rows",
                Invariant($"One user has {values.LargestShareOfRows * 100:0.#} % of the rows: probably a bot, a test account or a shared ")
                    + "one. Find the user with the most rows, and exclude such users in the metric's query and in the exposures query."
            );
        }
        if (values.Skewness is { } skewness && Skewness.UsersPerSquare * skewness * skewness is var needed && needed > smaller)
        {
            because = ", because a few users have very large values";
            warnings.Add(
                "heavy-tails",
                Invariant($"Most users have small values and a few very large ones (skewness {skewness:0.#}). Means of such values are ")
                    + Invariant($"near normal from about {Math.Ceiling(needed):N0} users per group on, and the smaller group has ")
                    + Invariant($"{smaller:N0}. Set a cap, such as 99 %, use equal shares, or measure the share of users above a value.")
            );
        }
        if (values.LargestShareOfTotal >= LargeShareOfTotal && metric.Cap is null)
        {
            because = ", because one user has a large part of the total";
            warnings.Add(
                "one-user-large-total",
                Invariant($"One user has {values.LargestShareOfTotal * 100:0.#} % of the total, so whichever group this user is in is ")
                    + "ahead. Set a cap, such as 99 %, or exclude the user in the metric's query if the value is wrong."
            );
        }
        if (
            whole.Proportion is { } proportion
            && RarerExpected(proportion, smaller) is var expected and > 0 and < ConfidenceSequence.MinimumEvents
        )
        {
            because = ", because too few users have the event or lack it";
            warnings.Add(
                "rare-event",
                Invariant(
                    $"Only {expected:0.#} users of the smaller group are expected to {(proportion.Rate > 0.5 ? "lack" : "have")} the "
                ) + $"event; the always-valid interval needs {ConfidenceSequence.MinimumEvents}. Choose more days or a larger share."
            );
        }

        return because;
    }

    public static void AddUniformity(AaTestResult result, WarningList warnings)
    {
        if (result is { Uniformity: < NotUniform, Fixed.Verdict: AaVerdict.AsPromised })
        {
            warnings.Add(
                "p-values-not-uniform",
                "The rate of false alarms is as promised, but the p-values are not spread evenly, as they should be where there is no "
                    + "difference. Often few different values or few events are the reason. Decisions hold; do not compare p-values."
            );
        }
    }

    public static void AddTooFew(long users, double share, WarningList warnings) =>
        warnings.Add(
            "too-few-users",
            Invariant($"The {users:N0} users of these days were not split: with {share * 100:0.#} % in the smaller group, ")
                + Invariant($"at least {Math.Ceiling(ConfidenceSequence.MinimumUsers / share):N0} are needed, because nothing is decided ")
                + Invariant($"below {ConfidenceSequence.MinimumUsers} users per variant. Choose more days or a larger share.")
        );

    /// <summary>That the users were not split, and whether the quantile can be compared at all.</summary>
    public static void AddQuantile(MetricDefinition metric, double quantile, MetricArm whole, double alpha, WarningList warnings)
    {
        var needed = Quantiles.MinimumUsers(quantile, alpha);
        var ties = QuantileComparison.Ties(metric, [whole], alpha);
        if (whole.Users < needed)
        {
            warnings.Add(StatisticsWarning.TooFewForQuantile(needed));
        }
        else if (ties is null && whole.Moments is { M2: 0 })
        {
            warnings.Add(StatisticsWarning.NoVariance);
        }
        else if (ties is not null)
        {
            warnings.Add(StatisticsWarning.TiesAtQuantile);
        }

        warnings.Add(
            "quantile-not-split",
            "The users were not split, because the sums of groups do not tell their quantiles. "
                + (
                    whole.Users >= needed && ties is null
                        ? "The values do not tie at this quantile, so variants can be compared by it. "
                        : ""
                )
                + "To learn how often these data give false alarms, create a metric with the same query and without a quantile, or a "
                + "binomial metric that counts users above a value, and test that."
        );
    }

    private static double RarerExpected(Proportion proportion, double smaller) =>
        smaller * Math.Min(proportion.Rate ?? 0, 1 - (proportion.Rate ?? 0));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
