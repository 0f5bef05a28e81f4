namespace Waypost.Manager.Data;

/// <summary>Why a guardrail switched the flag off.</summary>
/// <param name="At">When it did.</param>
/// <param name="Metric">Key of the guardrail.</param>
/// <param name="Variant">The variant in which it got worse.</param>
/// <param name="Analysis">The number of the analysis that showed it.</param>
/// <param name="PValue">The always-valid p-value of that analysis.</param>
internal sealed record GuardrailAlarm(DateTimeOffset At, string Metric, string Variant, int Analysis, double? PValue);
