using System.Globalization;

namespace Waypost.Stats.Statistics;

/// <summary>Why something could not be computed, or what to know about a result.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Message">Text for users.</param>
internal readonly record struct StatisticsWarning(string Code, string Message)
{
    /// <summary>Code of warnings that say why there is no always-valid interval.</summary>
    private const string NoAlwaysValid = "no-always-valid";

    internal static readonly StatisticsWarning NoUsers = new("no-users", "A variant has no users yet, so there is nothing to compare.");
    internal static readonly StatisticsWarning OneUser = new(
        "one-user",
        "A variant has only one user, which is not enough to estimate the variance."
    );
    internal static readonly StatisticsWarning NoVariance = new(
        "no-variance",
        "All users of both variants have the same value, so no test can be computed."
    );
    internal static readonly StatisticsWarning ArmWithoutVariance = new(
        "arm-without-variance",
        "All users of one variant have the same value."
    );
    internal static readonly StatisticsWarning NotFinite = new("not-finite", "The values are too large to compute with, or not numbers.");
    internal static readonly StatisticsWarning ControlMeanZero = new(
        "control-mean-zero",
        "The control's mean is 0, so there is no relative change. Use the absolute difference."
    );
    internal static readonly StatisticsWarning ControlMeanNegative = new(
        "control-mean-negative",
        "The control's mean is negative, so the relative change is a share of its absolute value."
    );
    internal static readonly StatisticsWarning UnboundedLift = new(
        "unbounded-lift",
        "The control's mean may be 0, so the relative change has no finite interval. Use the absolute difference."
    );
    internal static readonly StatisticsWarning SmallCounts = new(
        "small-counts",
        "An expected count is below 5, so the chi-square test's p-value is only approximate."
    );
    internal static readonly StatisticsWarning DenominatorZero = new(
        "denominator-zero",
        "The denominator's sum is 0 in a variant, so there is no ratio."
    );
    internal static readonly StatisticsWarning CapZero = new(
        "cap-zero",
        "The cap is 0 and would turn every value into 0. Choose a higher percentile, or enter a value."
    );
    internal static readonly StatisticsWarning CapNotPositive = new("cap-not-positive", "A cap must be a number above 0.");

    internal static readonly StatisticsWarning NoStandardError = new(
        NoAlwaysValid,
        "There is no always-valid interval, because the difference has a standard error of 0. Before the planned end, nothing is decided."
    );

    internal static readonly StatisticsWarning TiesAtQuantile = new(
        "ties-at-quantile",
        "Around this quantile many users have the same value, or there is a gap between their values, so variants cannot be compared by "
            + "it. Use the metric without a quantile, another quantile, or a binomial metric that counts users above a value."
    );

    internal static readonly StatisticsWarning SkewedValues = new(
        "skewed-values",
        "The values are skewed and the variants have different numbers of users, so Welch's t-test would find too many differences. "
            + "The t-test with pooled variance is used instead: it tests whether the variants differ at all."
    );

    internal static StatisticsWarning TooFewForAlwaysValid(long needed, long users) =>
        new(
            NoAlwaysValid,
            string.Create(
                CultureInfo.InvariantCulture,
                $"There is no always-valid interval and no decision: both require {needed} users in every variant, and one has {users}."
            )
        );

    /// <param name="expected">In the smaller variant, at the rate of both variants together.</param>
    /// <param name="lacksEvents">Few users with the event, rather than without it, are expected.</param>
    internal static StatisticsWarning TooFewEvents(double needed, double expected, bool lacksEvents, long users) =>
        new(
            "too-few-events",
            string.Create(
                CultureInfo.InvariantCulture,
                $"There is no always-valid interval: among the {users:N0} users of the smaller variant, "
                    + $"{Math.Floor(expected * 10) / 10:0.#} with{(lacksEvents ? "" : "out")} the event are expected, at the rate of both "
                    + $"variants together, and {needed} are required. Before the planned end, nothing is decided. Wait for more users, or "
                    + $"give the smaller variant a larger share in the next experiment."
            )
        );

    /// <param name="smallest">The smallest always-valid p-value of all looks.</param>
    internal static StatisticsWarning ShownEarlier(double smallest) =>
        new(
            "shown-earlier",
            string.Create(
                CultureInfo.InvariantCulture,
                $"An earlier look showed a difference (always-valid p-value {smallest:G2}), but with the data of today the "
                    + $"always-valid interval includes 0. The effect may be smaller than it looked then, or may have changed since."
            )
        );

    /// <param name="skewness">Of the difference of the means.</param>
    /// <param name="users">In the smaller variant.</param>
    internal static StatisticsWarning TooSkewed(double skewness, long users) =>
        new(
            "too-skewed",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The means are not compared: with {users:N0} users in the smaller variant, a few users with large values would decide. "
                    + $"About {Math.Ceiling(users * skewness * skewness):N0} are needed. Wait for more users, set a cap, measure the share "
                    + $"of users above a value instead, or give the variants equal shares in the next experiment."
            )
        );

    internal static StatisticsWarning TooFewForQuantile(long needed) =>
        new("too-few-for-quantile", $"This quantile requires at least {needed} users in every variant.");
}
