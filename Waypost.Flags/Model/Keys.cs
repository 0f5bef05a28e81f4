using System.Buffers;

namespace Waypost.Flags;

/// <summary>Keys of flags, variants, segments, projects and environments: unique ignoring case, and never changed.</summary>
public static class Keys
{
    /// <summary>The regular expression of a key; valid in .NET, JavaScript and HTML.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$";

    /// <summary>Maximum number of characters.</summary>
    public const int MaxLength = 100;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    /// <summary>True if the text is a valid key.</summary>
    public static bool IsValid(string? key) =>
        key is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(key[0]) && !key.AsSpan().ContainsAnyExcept(Allowed);
}
