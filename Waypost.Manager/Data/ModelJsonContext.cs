using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Waypost.Flags;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>JSON of the types of Waypost.Flags, as the manager stores and compares them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Flag))]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(SnapshotPatch))]
[JsonSerializable(typeof(ExperimentLink))]
[JsonSerializable(typeof(IReadOnlyList<Rule>))]
[JsonSerializable(typeof(IReadOnlyList<SegmentRule>))]
[JsonSerializable(typeof(IReadOnlyList<WeightedVariant>))]
[JsonSerializable(typeof(IReadOnlyList<MetricUse>))]
[JsonSerializable(typeof(IReadOnlyList<Pause>))]
[JsonSerializable(typeof(IReadOnlyList<FunnelStep>))]
[JsonSerializable(typeof(FlagBefore))]
[JsonSerializable(typeof(LockedPlan))]
[JsonSerializable(typeof(IReadOnlyList<PlanDeviation>))]
[JsonSerializable(typeof(Participation))]
[JsonSerializable(typeof(GuardrailAlarm))]
[JsonSerializable(typeof(IReadOnlyList<HealthCheckState>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
internal sealed partial class ModelJsonContext : JsonSerializerContext
{
    public static JsonTypeInfo<T> TypeOf<T>() =>
        (JsonTypeInfo<T>)(
            Default.GetTypeInfo(typeof(T))
            ?? throw new InvalidOperationException($"{typeof(T)} is not listed in {nameof(ModelJsonContext)}")
        );
}
