namespace Waypost.Manager.Ui.Results;

/// <summary>Words of an analysis that pages ask for.</summary>
internal static class Bases
{
    /// <summary>Before the planned end: holds however often one looks.</summary>
    public const string AlwaysValid = "alwaysValid";

    /// <summary>At the planned end or after the stop: run once.</summary>
    public const string Fixed = "fixed";

    /// <summary>Code of the warning that the stop came before the planned end and before a boundary was crossed.</summary>
    public const string StoppedEarly = "stopped-early";
}
