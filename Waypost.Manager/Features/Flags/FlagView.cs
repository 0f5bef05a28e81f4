using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Flags;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Flags;

/// <summary>A flag's definition, with a summary of its settings in each environment.</summary>
internal sealed record FlagView
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required FlagType Type { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Variants { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public string? Owner { get; init; }

    public required bool Archived { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By environment key.</summary>
    public required IReadOnlyDictionary<string, FlagState> Environments { get; init; }

    /// <summary>The definition's ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    public static FlagView Of(FlagDefinition flag) =>
        new()
        {
            Key = flag.Key,
            Name = flag.Name,
            Description = flag.Description,
            Type = flag.Type,
            Variants = flag.Variants,
            Tags = flag.Tags,
            Owner = flag.Owner,
            Archived = flag.Archived,
            CreatedAt = flag.CreatedAt,
            Revision = flag.Revision,
            Environments = flag.Settings.OrderBy(s => s.EnvironmentId).ToDictionary(s => s.Environment.Key, FlagState.Of),
        };
}

/// <summary>A summary of a flag's settings in one environment.</summary>
internal sealed record FlagState
{
    public required bool Enabled { get; init; }

    /// <summary>Percentage of users getting <c>on</c>; boolean flags whose fallthrough is on, off or a split of the two.</summary>
    public double? RolloutPercentage { get; init; }

    public required Serve Fallthrough { get; init; }

    public required string OffVariant { get; init; }

    public required int Assignments { get; init; }

    public required int Rules { get; init; }

    public long? ExperimentId { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    /// <summary>The settings' revision; their ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    public static FlagState Of(FlagSettings settings) =>
        new()
        {
            Enabled = settings.Enabled,
            RolloutPercentage = Percentage.Of(settings.Flag.Type, settings.Fallthrough),
            Fallthrough = settings.Fallthrough,
            OffVariant = settings.OffVariant,
            Assignments = settings.Assignments.Count,
            Rules = settings.Rules.Count,
            ExperimentId = settings.Experiment?.Id,
            UpdatedAt = settings.UpdatedAt,
            UpdatedBy = settings.UpdatedBy,
            Revision = settings.Revision,
        };
}
