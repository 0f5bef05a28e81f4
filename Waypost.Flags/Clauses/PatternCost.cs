namespace Waypost.Flags;

/// <summary>
/// Estimates the cost of a regular expression per character of text: its length with all repetitions expanded, times its open-ended loops.
/// .NET has no such limit, and linear in the text does not mean cheap: <c>(x.*|a.*b?){200}</c> was measured at two minutes and 29 GB for
/// 1,000 characters.
/// </summary>
internal static class PatternCost
{
    /// <summary>The worst pattern found at this limit takes about a second for 1,000 characters; usual ones cost below 100.</summary>
    internal const long Limit = 5_000;

    /// <param name="pattern">A valid regular expression.</param>
    internal static long Estimate(string pattern)
    {
        // The group being read and its last atom, to which a quantifier applies.
        var outerGroups = new Stack<PatternSize>();
        PatternSize group = default,
            atom = default;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    outerGroups.Push(group + atom);
                    (group, atom) = (default, default);
                    break;
                case ')' when outerGroups.Count > 0:
                    atom = group + atom + PatternSize.One;
                    group = outerGroups.Pop();
                    break;
                case '*' or '+':
                    atom = atom.WithLoop();
                    break;
                case '?':
                    break;
                case '{' when ParseRepetition(pattern, i) is var (times, openEnded, end):
                    atom = atom.Repeat(times);
                    if (openEnded)
                    {
                        atom = atom.WithLoop();
                    }
                    i = end;
                    break;
                default:
                    group += atom;
                    atom = PatternSize.One;
                    i = FindAtomEnd(pattern, i);
                    break;
            }
        }

        var total = group + atom;
        return Clamp(total.Length * (1 + total.Loops));
    }

    /// <summary>Parses <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; null if the brace is an ordinary character.</summary>
    private static (int Times, bool OpenEnded, int End)? ParseRepetition(string pattern, int start)
    {
        var end = pattern.IndexOf('}', start);
        if (end < 0)
        {
            return null;
        }
        var inside = pattern.AsSpan(start + 1, end - start - 1);
        var comma = inside.IndexOf(',');
        var minimum = comma < 0 ? inside : inside[..comma];
        if (!int.TryParse(minimum, out var times))
        {
            return null;
        }
        if (comma < 0)
        {
            return (times, false, end);
        }
        var maximum = inside[(comma + 1)..];
        if (maximum.IsEmpty)
        {
            return (times, true, end);
        }
        return int.TryParse(maximum, out var maximumTimes) ? (maximumTimes, false, end) : null;
    }

    /// <summary>Index of the last character of an escape or a character class; both count as one character.</summary>
    private static int FindAtomEnd(string pattern, int start)
    {
        if (pattern[start] == '\\')
        {
            return Math.Min(start + 1, pattern.Length - 1);
        }
        if (pattern[start] != '[')
        {
            return start;
        }
        var depth = 0;
        for (var i = start; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == '[' && (i == start || pattern[i - 1] == '-'))
            {
                depth++;
            }
            // A closing bracket directly after the opening one, or after its ^, is a member of the class.
            else if (pattern[i] == ']' && i > start + 1 && !(i == start + 2 && pattern[i - 1] == '^') && --depth == 0)
            {
                return i;
            }
        }

        return pattern.Length - 1;
    }

    private static long Clamp(long cost) => Math.Clamp(cost, 0, int.MaxValue);

    private readonly record struct PatternSize(long Length, long Loops)
    {
        internal static readonly PatternSize One = new(1, 0);

        public static PatternSize operator +(PatternSize a, PatternSize b) => new(Clamp(a.Length + b.Length), Clamp(a.Loops + b.Loops));

        internal PatternSize Repeat(int times) => new(Clamp(Length * times), Clamp(Loops * times));

        internal PatternSize WithLoop() => this with { Loops = Clamp(Loops + 1) };
    }
}
