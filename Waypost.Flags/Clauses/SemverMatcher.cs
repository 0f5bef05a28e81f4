namespace Waypost.Flags;

/// <summary><c>semverEq</c>, <c>semverLt</c>, <c>semverGt</c> by the precedence rules of semver.org 2.0.</summary>
internal readonly struct SemverMatcher : IValueMatcher
{
    private readonly string op;
    private readonly SemanticVersion[] versions;

    internal SemverMatcher(Clause clause)
    {
        op = clause.Op;
        var parsed = new List<SemanticVersion>();
        foreach (var text in CompiledClause.StringValues(clause))
        {
            if (SemanticVersion.TryParse(text, out var version))
            {
                parsed.Add(version);
            }
        }

        versions = [.. parsed];
    }

    public bool Matches(in ContextValue value)
    {
        if (value.Text is not { } text || !SemanticVersion.TryParse(text, out var version))
        {
            return false;
        }
        foreach (ref readonly var other in versions.AsSpan())
        {
            var order = SemanticVersion.Compare(in version, in other);
            if (
                op switch
                {
                    Operators.SemverEqual => order == 0,
                    Operators.SemverLessThan => order < 0,
                    _ => order > 0,
                }
            )
            {
                return true;
            }
        }

        return false;
    }
}
