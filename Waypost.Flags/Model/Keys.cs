using System.Buffers;

namespace Waypost.Flags;

/// <summary>Keys of flags, variants, segments, projects and environments: unique without regard to case, and never changed.</summary>
public static class Keys
{
    /// <summary>What a key looks like, as a regular expression of .NET, JavaScript and HTML.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$";

    /// <summary>Longest key.</summary>
    public const int MaxLength = 100;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    /// <summary>Whether the text is a key.</summary>
    public static bool IsValid(string? key) =>
        key is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(key[0]) && !key.AsSpan().ContainsAnyExcept(Allowed);
}
