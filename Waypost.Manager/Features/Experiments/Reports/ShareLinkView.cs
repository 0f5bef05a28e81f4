using System.Text.Json;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>A link to an experiment's report.</summary>
internal sealed record ShareLinkView
{
    public required long Id { get; init; }

    /// <summary>The path of the page, with its secret; only in the answer that created it.</summary>
    public string? Path { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <param name="path">Right after it was created.</param>
    public static ShareLinkView Of(ShareLink link, string? path = null) =>
        new()
        {
            Id = link.Id,
            Path = path,
            CreatedAt = link.CreatedAt,
            CreatedBy = link.CreatedBy,
            ExpiresAt = link.ExpiresAt,
        };

    public static JsonElement ToLog(ShareLink link) =>
        JsonSerializer.SerializeToElement(
            new
            {
                experiment = link.ExperimentId,
                link.Id,
                link.ExpiresAt,
            },
            JsonBody.Options
        );
}
