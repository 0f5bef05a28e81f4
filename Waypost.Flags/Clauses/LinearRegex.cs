using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Waypost.Flags;

/// <summary>
/// A regular expression that matches without backtracking, in time linear in the text. What makes that line steep is refused
/// (<see cref="PatternCost"/>),
/// so that a text's cost is bounded by its length. Only a text so long that this says little has a time limit as well: a limit in seconds
/// can
/// run out because the machine is busy, and the same user would get another variant. Thread-safe.
/// </summary>
internal sealed class LinearRegex
{
    /// <summary>
    /// What the costliest pattern may be given without a time limit; a cheaper one may be given proportionally longer texts.
    /// </summary>
    internal const int LengthWithoutLimit = 1_000;

    private static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(1);

    private readonly string pattern;
    private readonly long lengthWithoutLimit;
    private readonly TimeSpan timeLimit;
    private readonly Regex withoutLimit;
    private Regex? withLimit;

    private LinearRegex(string pattern, Regex withoutLimit, long cost, TimeSpan timeLimit)
    {
        this.pattern = pattern;
        this.withoutLimit = withoutLimit;
        this.timeLimit = timeLimit;
        lengthWithoutLimit = LengthWithoutLimit * PatternCost.Limit / Math.Max(1, cost);
    }

    /// <summary>Whether it is found anywhere in the text.</summary>
    /// <exception cref="RegexMatchTimeoutException">Only for a very long text.</exception>
    internal bool IsMatch(string text) => For(text.Length).IsMatch(text);

    /// <summary>
    /// .NET keeps the limit with the expression, so there are two of them; the second is made when the first long text comes.
    /// </summary>
    internal Regex For(int length) => length <= lengthWithoutLimit ? withoutLimit : withLimit ??= Read(pattern, timeLimit);

    /// <summary>Null if the pattern is no regular expression, has look-around or back-references, or is too costly.</summary>
    internal static LinearRegex? TryCreate(string pattern) => TryCreate(pattern, out var regex, out _) ? regex : null;

    internal static bool TryCreate(
        string pattern,
        [NotNullWhen(true)] out LinearRegex? regex,
        [NotNullWhen(false)] out string? whyNot,
        TimeSpan? timeLimit = null
    )
    {
        regex = null;
        try
        {
            var read = Read(pattern, Regex.InfiniteMatchTimeout);
            whyNot = "It repeats too much; use fewer or shorter repetitions.";
            if (PatternCost.Of(pattern) is <= PatternCost.Limit and var cost)
            {
                (regex, whyNot) = (new(pattern, read, cost, timeLimit ?? DefaultTimeLimit), null);
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

        return false;
    }

    private static Regex Read(string pattern, TimeSpan limit) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, limit);
}
