using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Waypost.Flags;

/// <summary>
/// Regular expressions that match without backtracking, in time linear in the text. What makes that line steep is refused (<see cref="PatternCost"/>);
/// the time limit, which .NET looks at every 1,000 characters, is the last resort for very long texts and fails with <see cref="RegexMatchTimeoutException"/>.
/// </summary>
static class LinearRegex
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>Null if the pattern is no regular expression, has look-around or back-references, or is too costly.</summary>
    internal static Regex? TryCreate(string pattern) => TryCreate(pattern, out var regex, out _) ? regex : null;

    internal static bool TryCreate(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? whyNot)
    {
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
            whyNot = "It repeats too much; use fewer or shorter repetitions.";
            if (PatternCost.Of(pattern) <= PatternCost.Limit)
            {
                whyNot = null;
                return true;
            }
        }
        catch (RegexParseException invalid)
        {
            // Without the pattern, which the message starts with and which may be long.
            var at = invalid.Message.LastIndexOf($"at offset {invalid.Offset}", StringComparison.Ordinal);
            whyNot = at < 0 ? invalid.Error.ToString() : $"It cannot be read {invalid.Message[at..]}";
        }
        catch (NotSupportedException)
        {
            whyNot = "Look-around, back-references, atomic groups and very long repetitions are not supported.";
        }

        regex = null;
        return false;
    }
}
