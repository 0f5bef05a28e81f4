using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Flags;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Settings;

/// <summary>A flag's settings in one environment.</summary>
internal sealed record SettingsView
{
    public required string Flag { get; init; }

    public required string Environment { get; init; }

    public required FlagType Type { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Variants { get; init; }

    public required bool Enabled { get; init; }

    public required string OffVariant { get; init; }

    public required IReadOnlyDictionary<string, string> Assignments { get; init; }

    public required IReadOnlyList<Rule> Rules { get; init; }

    public required Serve Fallthrough { get; init; }

    /// <summary>Percentage of users getting <c>on</c>; boolean flags.</summary>
    public double? RolloutPercentage { get; init; }

    public ExperimentLink? Experiment { get; init; }

    /// <summary>The environment's version after the last change, as providers and SDKs will report it.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    /// <summary>The settings' ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    /// <param name="version">The environment's version, with the change that is about to be committed, if any.</param>
    public static SettingsView Of(FlagSettings settings, FlagDefinition flag, ProjectEnvironment environment, long version) =>
        new()
        {
            Flag = flag.Key,
            Environment = environment.Key,
            Type = flag.Type,
            Variants = flag.Variants,
            Enabled = settings.Enabled,
            OffVariant = settings.OffVariant,
            Assignments = settings.Assignments,
            Rules = settings.Rules,
            Fallthrough = settings.Fallthrough,
            RolloutPercentage = Percentage.Of(flag.Type, settings.Fallthrough),
            Experiment = settings.Experiment,
            Version = version,
            UpdatedAt = settings.UpdatedAt,
            UpdatedBy = settings.UpdatedBy,
            Revision = settings.Revision,
        };
}
