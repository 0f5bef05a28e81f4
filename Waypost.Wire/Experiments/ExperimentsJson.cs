using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

// Properties with a default are set and not init: generated code would otherwise overwrite the default of a field that is not there,
// and a job queued by an older manager would have an alpha of 0.
/// <summary>
/// JSON of everything manager and stats worker say to each other: camelCase, unknown fields ignored, nulls written (they mean "could not be
/// computed").
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(AnalysisRequest))]
[JsonSerializable(typeof(AnalysisResult))]
[JsonSerializable(typeof(ExposuresRequest))]
[JsonSerializable(typeof(ExposuresResult))]
[JsonSerializable(typeof(JobProgress))]
[JsonSerializable(typeof(SourceQuestion))]
[JsonSerializable(typeof(SourceReport))]
[JsonSerializable(typeof(MetricQuestion))]
[JsonSerializable(typeof(MetricReport))]
[JsonSerializable(typeof(PlanQuestion))]
[JsonSerializable(typeof(PlanReport))]
public sealed partial class ExperimentsJson : JsonSerializerContext;
