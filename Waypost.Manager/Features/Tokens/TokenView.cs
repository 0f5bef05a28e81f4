using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Tokens;

/// <summary>An access token as its owner sees it.</summary>
internal sealed record TokenView
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary>The first characters, to tell tokens apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>The complete token; only in the answer that created it.</summary>
    public string? Token { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <param name="secret">The complete token, right after it was created.</param>
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
