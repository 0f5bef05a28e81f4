namespace Waypost.Flags;

/// <summary>
/// Guesses what a regular expression can cost per character: its length with all repetitions written out, times its open-ended loops.
/// Without backtracking means linear in the text, not cheap: measured, <c>(x.*|a.*b?){200}</c> takes two minutes and 29 GB for 1,000
/// characters.
/// </summary>
internal static class PatternCost
{
    /// <summary>Keeps the worst pattern found at about a second for 1,000 characters; patterns people write cost less than 100.</summary>
    internal const long Limit = 5_000;

    /// <param name="pattern">A valid regular expression.</param>
    internal static long Of(string pattern)
    {
        // The length and the loops of the group being read, and of its last atom, to which a quantifier applies.
        var outer = new Stack<(Part Group, Part Atom)>();
        Part group = default,
            atom = default;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    outer.Push((group + atom, default));
                    (group, atom) = (default, default);
                    break;
                case ')' when outer.Count > 0:
                    atom = group + atom + Part.One;
                    group = outer.Pop().Group;
                    break;
                case '*' or '+':
                    atom = atom.Looped();
                    break;
                case '?':
                    break;
                case '{' when Repetition(pattern, i) is var (times, openEnded, end):
                    atom = atom.Times(times);
                    if (openEnded)
                    {
                        atom = atom.Looped();
                    }
                    i = end;
                    break;
                default:
                    group += atom;
                    atom = Part.One;
                    i = AtomEnd(pattern, i);
                    break;
            }
        }

        var whole = group + atom;
        return Clamped(whole.Length * (1 + whole.Loops));
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; null if the brace is an ordinary character.</summary>
    private static (int Times, bool OpenEnded, int End)? Repetition(string pattern, int start)
    {
        var end = pattern.IndexOf('}', start);
        if (end < 0)
        {
            return null;
        }
        var inside = pattern.AsSpan(start + 1, end - start - 1);
        var comma = inside.IndexOf(',');
        var least = comma < 0 ? inside : inside[..comma];
        if (!int.TryParse(least, out var times))
        {
            return null;
        }
        if (comma < 0)
        {
            return (times, false, end);
        }
        var most = inside[(comma + 1)..];
        if (most.IsEmpty)
        {
            return (times, true, end);
        }
        return int.TryParse(most, out var maximum) ? (maximum, false, end) : null;
    }

    /// <summary>Where an escape or a class ends; both count as one character.</summary>
    private static int AtomEnd(string pattern, int start)
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
            // A bracket right after the opening one, or after its ^, is a member.
            else if (pattern[i] == ']' && i > start + 1 && !(i == start + 2 && pattern[i - 1] == '^') && --depth == 0)
            {
                return i;
            }
        }

        return pattern.Length - 1;
    }

    private static long Clamped(long cost) => Math.Clamp(cost, 0, int.MaxValue);

    private readonly record struct Part(long Length, long Loops)
    {
        internal static readonly Part One = new(1, 0);

        public static Part operator +(Part a, Part b) => new(Clamped(a.Length + b.Length), Clamped(a.Loops + b.Loops));

        internal Part Times(int times) => new(Clamped(Length * times), Clamped(Loops * times));

        internal Part Looped() => this with { Loops = Clamped(Loops + 1) };
    }
}
