using System.Text.Json;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>An SDK key.</summary>
internal sealed record SdkKeyView
{
    public required long Id { get; init; }

    /// <summary>server or client.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The key's first characters, to tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>The complete key: always for client keys; for server keys only in the answer that created it.</summary>
    public string? Key { get; init; }

    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>End of a rotated key's grace period.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <param name="key">The complete key, right after it was created.</param>
    public static SdkKeyView Of(StoredSdkKey stored, string? key = null) =>
        new()
        {
            Id = stored.Id,
            Kind = stored.Kind,
            Name = stored.Name,
            Prefix = stored.Prefix,
            Key = key ?? stored.PublicKey,
            AllowedOrigins = stored.AllowedOrigins,
            CreatedAt = stored.CreatedAt,
            CreatedBy = stored.CreatedBy,
            ExpiresAt = stored.ExpiresAt,
        };

    /// <summary>As the audit log shows it: nothing of the key itself.</summary>
    public static JsonElement ToLog(StoredSdkKey stored) =>
        JsonSerializer.SerializeToElement(
            new
            {
                stored.Id,
                stored.Kind,
                stored.Name,
                AllowedOrigins = stored.Kind == SdkKey.Client ? stored.AllowedOrigins : null,
                stored.ExpiresAt,
            },
            JsonBody.Options
        );
}

/// <summary>One key of one environment, by keys and id.</summary>
internal readonly record struct SdkKeyAddress(string Project, string Environment, long Id)
{
    public Refusal NotFound() => new Refusal.NotFound($"Environment '{Environment}' of project '{Project}' has no active SDK key {Id}.");
}
