using System.Globalization;

namespace Waypost.Flags;

/// <summary>
/// What is said of faults that forms find before a snapshot is checked: the same sentence wherever somebody meets one. Thread-safe.
/// </summary>
public static class FaultSentences
{
    /// <summary>A flag with fewer than two variants.</summary>
    public const string TooFewVariants = "Give the flag at least two variants.";

    /// <summary>No text where a user id must be.</summary>
    public const string NoUserId = "Give a user id.";

    /// <summary>Shares that do not come to 100 %.</summary>
    /// <param name="sum">What the weights sum to; <see cref="WeightedVariant.Total"/> would be right.</param>
    public static string WeightSum(long sum) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Make the shares come to 100\u00a0% (weights of {WeightedVariant.Total} in all); they come to "
                + $"{(decimal)sum * 100 / WeightedVariant.Total:0.###}\u00a0%."
        );

    /// <summary>A variant that is none of the flag's.</summary>
    /// <param name="variant">What was given.</param>
    /// <param name="variants">Keys of those there are.</param>
    public static string UnknownVariant(string? variant, IEnumerable<string> variants) =>
        $"Choose one of the flag's variants ({FaultList.Shown(string.Join(", ", variants))}); '{FaultList.Shown(variant)}' is none.";

    /// <summary>A value that is not of the flag's type.</summary>
    /// <param name="variant">Key of the variant.</param>
    /// <param name="type">The flag's type.</param>
    public static string WrongType(string variant, FlagType type) =>
        $"Give the variant '{FaultList.Shown(variant)}' "
        + $"{type switch { FlagType.String => "a text", FlagType.Number => "a number", _ => "a JSON value" }}.";

    /// <summary>Text that is too long.</summary>
    /// <param name="length">Characters it has.</param>
    /// <param name="limit">Characters it may have.</param>
    public static string TooLong(int length, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"Shorten this to {limit:N0} characters; it has {length:N0}.");
}
