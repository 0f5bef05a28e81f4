namespace Waypost.Manager.Ui.Results;

/// <summary>What the decisions of an analysis rest on, as <c>AnalysisResult.Basis</c> names it.</summary>
internal static class AnalysisBasis
{
    /// <summary>Data that ends before the planned end: intervals that hold however often one looks. All else is the fixed test.</summary>
    public const string AlwaysValid = "alwaysValid";
}
