using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>A flag's state before an experiment started on it.</summary>
/// <param name="At">When it was started, by the manager's clock.</param>
internal sealed record FlagBefore(bool Enabled, Serve Fallthrough, DateTimeOffset At);

/// <summary>A period in which the flag was off and nobody was exposed.</summary>
/// <param name="To">None while it lasts.</param>
internal sealed record Pause(DateTimeOffset From, DateTimeOffset? To);

/// <summary>The three states, as in the API.</summary>
internal static class ExperimentStatus
{
    public const string Draft = "draft";
    public const string Running = "running";
    public const string Stopped = "stopped";
}
