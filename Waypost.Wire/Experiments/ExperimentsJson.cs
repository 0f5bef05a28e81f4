using System.Text.Json.Serialization;
using Waypost.Wire.Jobs;

namespace Waypost.Wire.Experiments;

// Properties with a default are set and not init: generated code would otherwise overwrite the default of a missing field, and a job
// queued by an older manager would have an alpha of 0.
/// <summary>
/// JSON of all messages between manager and stats worker: camelCase, unknown fields ignored, nulls written (they mean "could not be
/// computed").
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(AnalysisRequest))]
[JsonSerializable(typeof(AnalysisResult))]
[JsonSerializable(typeof(ExposuresRequest))]
[JsonSerializable(typeof(ExposuresResult))]
[JsonSerializable(typeof(NoveltyRequest))]
[JsonSerializable(typeof(NoveltyResult))]
[JsonSerializable(typeof(AaTestRequest))]
[JsonSerializable(typeof(AaTestResult))]
[JsonSerializable(typeof(BreakdownRequest))]
[JsonSerializable(typeof(BreakdownResult))]
[JsonSerializable(typeof(HoldoutRequest))]
[JsonSerializable(typeof(HoldoutResult))]
[JsonSerializable(typeof(JobProgress))]
[JsonSerializable(typeof(SourceCheckRequest))]
[JsonSerializable(typeof(SourceReport))]
[JsonSerializable(typeof(MetricPreviewRequest))]
[JsonSerializable(typeof(MetricReport))]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(PlanReport))]
public sealed partial class ExperimentsJson : JsonSerializerContext;
