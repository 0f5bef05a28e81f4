namespace Waypost.Manager.Data;

/// <summary>The three states, as in the API.</summary>
internal static class ExperimentStatus
{
    public const string Draft = "draft";
    public const string Running = "running";
    public const string Stopped = "stopped";
}
