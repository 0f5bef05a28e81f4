using System.Text.RegularExpressions;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>One environment of one project, written <c>project/environment</c>.</summary>
internal readonly partial record struct EnvironmentKey(string Project, string Environment)
{
    public static EnvironmentKey Of(Snapshot snapshot) => new(snapshot.Project, snapshot.Environment);

    /// <summary>False unless both parts are valid keys, which are safe to use in paths and file names.</summary>
    public static bool TryCreate(string? project, string? environment, out EnvironmentKey key)
    {
        key = new(project ?? "", environment ?? "");
        return Valid().IsMatch(key.Project) && Valid().IsMatch(key.Environment);
    }

    public static bool TryParse(string text, out EnvironmentKey key)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        key = default;
        return slash > 0 && TryCreate(text[..slash], text[(slash + 1)..], out key);
    }

    public override string ToString() => $"{Project}/{Environment}";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Valid();
}
