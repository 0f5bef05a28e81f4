namespace Waypost.Stats.Statistics;

/// <summary>Why something could not be computed, or what a reader must know about it.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Message">A sentence for people.</param>
internal readonly record struct Finding(string Code, string Message)
{
    internal static readonly Finding NoUsers = new("no-users", "A variant has no users yet, so there is nothing to compare.");
    internal static readonly Finding OneUser = new(
        "one-user",
        "A variant has a single user: one value says nothing about how much values vary."
    );
    internal static readonly Finding NoVariance = new(
        "no-variance",
        "All users of both variants have the same value, so no test can be computed."
    );
    internal static readonly Finding ArmWithoutVariance = new("arm-without-variance", "All users of one variant have the same value.");
    internal static readonly Finding NotFinite = new(
        "not-finite",
        "The values are too large for a computer's numbers, or not numbers at all."
    );
    internal static readonly Finding ControlMeanZero = new(
        "control-mean-zero",
        "The control's mean is 0: a relative change from nothing does not exist. Read the absolute difference."
    );
    internal static readonly Finding ControlMeanNegative = new(
        "control-mean-negative",
        "The control's mean is negative, so a relative change has the opposite sign of the difference. Read the absolute difference."
    );
    internal static readonly Finding UnboundedLift = new(
        "unbounded-lift",
        "The control's mean cannot be told from 0, so the relative change has no limits. Read the absolute difference."
    );
    internal static readonly Finding SmallCounts = new(
        "small-counts",
        "Fewer than five expected users in a cell: the chi-square's p-value is rough."
    );
    internal static readonly Finding DenominatorZero = new(
        "denominator-zero",
        "The denominator adds up to 0 in a variant, so its ratio does not exist."
    );
    internal static readonly Finding CapZero = new(
        "cap-zero",
        "The cap came out as 0: it would turn every value into 0. Take a higher percentile, or give a value."
    );
    internal static readonly Finding CapNotPositive = new("cap-not-positive", "A cap must be a number above 0.");

    internal static Finding TooFewForQuantile(long needed) =>
        new("too-few-for-quantile", $"This quantile needs at least {needed} users in every variant.");
}
