using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Tokens;

/// <summary>A personal access token as its owner sees it.</summary>
internal sealed record TokenView
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary>The first characters, enough to tell tokens apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>The whole token, only in the answer that made it.</summary>
    public string? Token { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <param name="secret">The whole token, right after it was made.</param>
    public static TokenView Of(AccessToken token, string? secret = null) =>
        new()
        {
            Id = token.Id,
            Name = token.Name,
            Role = token.Role,
            Prefix = token.Prefix,
            Token = secret,
            CreatedAt = token.CreatedAt,
            ExpiresAt = token.ExpiresAt,
            LastUsedAt = token.LastUsedAt,
        };
}
