using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Waypost.Flags;

/// <summary>
/// A regular expression that matches without backtracking, in time linear in the text. Costly patterns are refused
/// (<see cref="PatternCost"/>), so the cost of a text is bounded by its length. Only very long texts have a time limit too: a time limit
/// can expire because the machine is busy, and then the same user would get another variant. Thread-safe.
/// </summary>
internal sealed class LinearRegex
{
    /// <summary>
    /// Longest text matched without a time limit by the costliest pattern; proportionally longer for cheaper patterns.
    /// </summary>
    internal const int LengthWithoutTimeLimit = 1_000;

    private static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(1);

    private readonly string pattern;
    private readonly long lengthWithoutTimeLimit;
    private readonly TimeSpan timeLimit;
    private readonly Regex withoutTimeLimit;
    private Regex? withTimeLimit;

    private LinearRegex(string pattern, Regex withoutTimeLimit, long cost, TimeSpan timeLimit)
    {
        this.pattern = pattern;
        this.withoutTimeLimit = withoutTimeLimit;
        this.timeLimit = timeLimit;
        lengthWithoutTimeLimit = LengthWithoutTimeLimit * PatternCost.Limit / Math.Max(1, cost);
    }

    /// <summary>True if the pattern is found anywhere in the text.</summary>
    /// <exception cref="RegexMatchTimeoutException">Only for a very long text.</exception>
    internal bool IsMatch(string text) => RegexFor(text.Length).IsMatch(text);

    /// <summary>
    /// In .NET the time limit belongs to the expression, so there are two of them; the second is created for the first long text.
    /// </summary>
    internal Regex RegexFor(int length) =>
        length <= lengthWithoutTimeLimit ? withoutTimeLimit : withTimeLimit ??= Parse(pattern, timeLimit);

    /// <summary>Null if the pattern is invalid, uses look-around or back-references, or is too costly.</summary>
    internal static LinearRegex? TryCreate(string pattern) => TryCreate(pattern, out var regex, out _) ? regex : null;

    internal static bool TryCreate(
        string pattern,
        [NotNullWhen(true)] out LinearRegex? regex,
        [NotNullWhen(false)] out string? error,
        TimeSpan? timeLimit = null
    )
    {
        regex = null;
        try
        {
            var parsed = Parse(pattern, Regex.InfiniteMatchTimeout);
            error = "The regular expression repeats too much. Use fewer or shorter repetitions.";
            if (PatternCost.Estimate(pattern) is <= PatternCost.Limit and var cost)
            {
                (regex, error) = (new(pattern, parsed, cost, timeLimit ?? DefaultTimeLimit), null);
                return true;
            }
        }
        catch (RegexParseException exception)
        {
            // Leaves out the pattern at the start of the message: it may be long.
            var at = exception.Message.LastIndexOf($"at offset {exception.Offset}", StringComparison.Ordinal);
            error =
                at < 0
                    ? $"The regular expression is invalid: {exception.Error}."
                    : $"The regular expression is invalid {exception.Message[at..]}";
        }
        catch (NotSupportedException)
        {
            error = "Regular expressions with look-around, back-references, atomic groups or very long repetitions are not supported.";
        }

        return false;
    }

    private static Regex Parse(string pattern, TimeSpan limit) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, limit);
}
