namespace Waypost.Wire.Experiments;

/// <summary>What the decisions of an analysis are based on (<see cref="AnalysisResult.Basis"/>).</summary>
public static class AnalysisBasis
{
    /// <summary>The data is that of the planned period: the fixed test decides.</summary>
    public const string Fixed = "fixed";

    /// <summary>The data ends before or after the planned end: always-valid intervals decide.</summary>
    public const string AlwaysValid = "alwaysValid";
}
