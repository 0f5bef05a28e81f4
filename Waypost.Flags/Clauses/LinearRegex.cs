using System.Text.RegularExpressions;

namespace Waypost.Flags;

/// <summary>
/// Regular expressions that match without backtracking: in time linear in the text, but also in the pattern with its repetitions written out,
/// which short patterns can make large. The time limit is for those; what runs into it fails with <see cref="RegexMatchTimeoutException"/>.
/// </summary>
static class LinearRegex
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(50);

    /// <summary>Null if the pattern is no regular expression, or one with look-around or back-references.</summary>
    internal static Regex? TryCreate(string pattern) => TryCreate(pattern, out var regex, out _) ? regex : null;

    internal static bool TryCreate(string pattern, out Regex? regex, out string? whyNot)
    {
        regex = null;
        whyNot = null;
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
            return true;
        }
        catch (ArgumentException invalid)
        {
            whyNot = invalid.Message;
        }
        catch (NotSupportedException)
        {
            whyNot = "Look-around, back-references, atomic groups and very long repetitions are not supported.";
        }

        return false;
    }
}
