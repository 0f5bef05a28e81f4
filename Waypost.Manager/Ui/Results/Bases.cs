namespace Waypost.Manager.Ui.Results;

/// <summary>Words of an analysis that pages ask for.</summary>
internal static class Bases
{
    /// <summary>For data that ends before the planned end: holds however often one looks.</summary>
    public const string AlwaysValid = "alwaysValid";

    /// <summary>At the planned end: run once.</summary>
    public const string Fixed = "fixed";
}
