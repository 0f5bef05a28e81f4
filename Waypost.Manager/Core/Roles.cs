namespace Waypost.Manager.Core;

/// <summary>What users and tokens may do; each role includes the ones before it.</summary>
internal static class Roles
{
    /// <summary>May read.</summary>
    public const string Viewer = "viewer";

    /// <summary>May also change flags, segments, metrics and experiments.</summary>
    public const string Editor = "editor";

    /// <summary>May also manage keys, users and connections.</summary>
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [Viewer, Editor, Admin];

    public static bool Includes(string role, string needed) => Rank(role) >= Rank(needed);

    /// <summary>The weaker of two: a token never does more than its owner.</summary>
    public static string Weaker(string a, string b) => Rank(a) <= Rank(b) ? a : b;

    private static int Rank(string role) =>
        role switch
        {
            Viewer => 1,
            Editor => 2,
            Admin => 3,
            _ => 0,
        };
}
