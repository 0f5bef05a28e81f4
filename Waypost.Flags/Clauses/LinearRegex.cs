using System.Text.RegularExpressions;

namespace Waypost.Flags;

/// <summary>Regular expressions that match without backtracking, so that no pattern and no text can make an evaluation slow.</summary>
static class LinearRegex
{
    /// <summary>Null if the pattern is no regular expression, or one with look-around or back-references.</summary>
    internal static Regex? TryCreate(string pattern) => TryCreate(pattern, out var regex, out _) ? regex : null;

    internal static bool TryCreate(string pattern, out Regex? regex, out string? whyNot)
    {
        regex = null;
        whyNot = null;
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (ArgumentException invalid)
        {
            whyNot = invalid.Message;
        }
        catch (NotSupportedException)
        {
            whyNot = "Look-around, back-references and the like are not supported.";
        }

        return false;
    }
}
