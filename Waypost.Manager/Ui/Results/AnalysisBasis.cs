namespace Waypost.Manager.Ui.Results;

/// <summary>What the decisions of an analysis are based on, as <c>AnalysisResult.Basis</c> names it.</summary>
internal static class AnalysisBasis
{
    /// <summary>The data ends before the planned end: always-valid intervals decide. With any other value the fixed test does.</summary>
    public const string AlwaysValid = "alwaysValid";
}
