using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Segments;

/// <summary>A segment, and where it is used.</summary>
internal sealed record SegmentView
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Included { get; init; }

    public required IReadOnlyList<string> Excluded { get; init; }

    public required IReadOnlyList<SegmentRule> Rules { get; init; }

    /// <summary>Keys of the flags whose rules use it, including archived ones.</summary>
    public required IReadOnlyList<string> UsedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    /// <summary>The ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    public static SegmentView Of(SegmentDefinition segment, SegmentUsage uses) =>
        new()
        {
            Key = segment.Key,
            Name = segment.Name,
            Included = segment.Included,
            Excluded = segment.Excluded,
            Rules = segment.Rules,
            UsedBy = uses.Of(segment.Key),
            UpdatedAt = segment.UpdatedAt,
            UpdatedBy = segment.UpdatedBy,
            Revision = segment.Revision,
        };

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(SegmentDefinition segment) =>
        JsonSerializer.SerializeToElement(
            new
            {
                segment.Key,
                segment.Name,
                segment.Included,
                segment.Excluded,
                segment.Rules,
            },
            JsonBody.Options
        );
}

/// <summary>A segment in an environment of a project, by keys.</summary>
internal readonly record struct SegmentAddress(string Project, string Environment, string Segment)
{
    public Refusal NotFound() => new Refusal.NotFound($"Environment '{Environment}' of project '{Project}' has no segment '{Segment}'.");
}
