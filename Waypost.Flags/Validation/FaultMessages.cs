using System.Globalization;

namespace Waypost.Flags;

/// <summary>
/// Messages of faults that forms and endpoints also find before a snapshot is validated, so that the wording is the same everywhere.
/// Thread-safe.
/// </summary>
public static class FaultMessages
{
    /// <summary>A flag has fewer than two variants.</summary>
    public const string TooFewVariants = "A flag needs at least two variants.";

    /// <summary>A user id is missing.</summary>
    public const string NoUserId = "Enter a user id.";

    /// <summary>The weights of a rollout do not add up to 100 %.</summary>
    /// <param name="sum">Sum of the weights; it must be <see cref="WeightedVariant.Total"/>.</param>
    public static string WeightSum(long sum) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The rollout must add up to 100\u00a0% (a total weight of {WeightedVariant.Total}); it adds up to "
                + $"{(decimal)sum * 100 / WeightedVariant.Total:0.###}\u00a0%."
        );

    /// <summary>The flag does not have this variant.</summary>
    /// <param name="variant">Key that was given; null or empty if none was.</param>
    /// <param name="variants">Keys of the flag's variants.</param>
    public static string UnknownVariant(string? variant, IEnumerable<string> variants)
    {
        var choices = FaultCollector.Shorten(string.Join(", ", variants));
        return string.IsNullOrEmpty(variant)
            ? $"Choose a variant of the flag: {choices}."
            : $"The flag has no variant '{FaultCollector.Shorten(variant)}'. Choose one of: {choices}.";
    }

    /// <summary>The value of a variant does not have the type of the flag.</summary>
    /// <param name="variant">Key of the variant.</param>
    /// <param name="type">Type of the flag.</param>
    public static string WrongType(string variant, FlagType type) =>
        $"The value of variant '{FaultCollector.Shorten(variant)}' must be "
        + $"{type switch { FlagType.String => "a string", FlagType.Number => "a number", _ => "valid JSON" }}.";

    /// <summary>A string is too long.</summary>
    /// <param name="length">Its number of characters.</param>
    /// <param name="limit">Maximum number of characters.</param>
    public static string TooLong(int length, int limit) => TooLong(length, limit, "characters");

    internal static string TooLong(int length, int limit, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"Too long: {length:N0} {unit}. At most {limit:N0} are allowed.");
}
