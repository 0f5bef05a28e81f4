using Microsoft.AspNetCore.Identity;

namespace Waypost.Manager.Data;

/// <summary>A user who may sign in.</summary>
internal sealed class User : IdentityUser<long>
{
    public string Name { get; set; } = "";

    /// <summary>One of <see cref="Core.Roles"/>.</summary>
    public string Role { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>An access token, stored as a hash.</summary>
internal sealed class AccessToken
{
    public long Id { get; private set; }

    public long UserId { get; private set; }

    public User User { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public string Hash { get; private set; } = "";

    public string Prefix { get; private set; } = "";

    /// <summary>The token's role; its owner's current role limits it.</summary>
    public string Role { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    public static AccessToken Create(User user, string name, string token, string role, DateTimeOffset at, DateTimeOffset? expiresAt) =>
        new()
        {
            User = user,
            UserId = user.Id,
            Name = name,
            Hash = StoredSdkKey.HashOf(token),
            Prefix = token[..Math.Min(token.Length, 12)],
            Role = role,
            CreatedAt = at,
            ExpiresAt = expiresAt,
        };
}

/// <summary>State of the whole deployment, in one row.</summary>
internal sealed class Deployment
{
    public int Id { get; private set; } = 1;

    /// <summary>Incremented with every change to any SDK key.</summary>
    public long KeysVersion { get; private set; } = 1;
}
