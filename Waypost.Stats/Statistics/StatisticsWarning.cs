namespace Waypost.Stats.Statistics;

/// <summary>Why something could not be computed, or what to know about a result.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Message">Text for users.</param>
internal readonly record struct StatisticsWarning(string Code, string Message)
{
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
        "The control's mean is negative, so the relative change has the opposite sign of the difference. Use the absolute difference."
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

    internal static readonly StatisticsWarning TiesAtQuantile = new(
        "ties-at-quantile",
        "Around this quantile many users have the same value, or there is a gap between their values, so variants cannot be compared by it. "
            + "Use the metric without a quantile, another quantile, or a binomial metric that counts users above a value."
    );

    internal static StatisticsWarning TooFewForQuantile(long needed) =>
        new("too-few-for-quantile", $"This quantile requires at least {needed} users in every variant.");
}
