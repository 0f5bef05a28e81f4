using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>A flag's state before an experiment started on it.</summary>
/// <param name="At">When it was started, by the manager's clock.</param>
internal sealed record FlagBefore(bool Enabled, Serve Fallthrough, DateTimeOffset At);
