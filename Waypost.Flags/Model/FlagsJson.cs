using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>
/// JSON serialization of the model: camelCase, nulls not written, unknown fields ignored so that old and new versions are
/// compatible. Thread-safe.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(SnapshotPatch))]
[JsonSerializable(typeof(Flag))]
[JsonSerializable(typeof(Rule))]
[JsonSerializable(typeof(Clause))]
[JsonSerializable(typeof(Serve))]
[JsonSerializable(typeof(Participants))]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(SegmentRule))]
[JsonSerializable(typeof(ExperimentLink))]
[JsonSerializable(typeof(IReadOnlyList<Flag>))]
[JsonSerializable(typeof(IReadOnlyList<Rule>))]
[JsonSerializable(typeof(IReadOnlyList<Segment>))]
public sealed partial class FlagsJson : JsonSerializerContext;
