using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>The patch that led to a version, kept so that replicas a few versions behind receive patches instead of a snapshot.</summary>
internal sealed class EnvironmentPatch
{
    /// <summary>How many versions back a patch is kept.</summary>
    public const int Kept = 200;

    /// <summary>Older ones are deleted every so many versions, not with every edit.</summary>
    public const int PruneEvery = 50;

    public int EnvironmentId { get; private set; }

    public ProjectEnvironment Environment { get; private set; } = null!;

    public long Version { get; private set; }

    public SnapshotPatch Patch { get; private set; } = null!;

    /// <summary>W3C traceparent of the edit, so that its trace continues to the provider even when the patch is sent later.</summary>
    public string? TraceParent { get; private set; }

    public DateTimeOffset At { get; private set; }

    public static EnvironmentPatch Create(ProjectEnvironment environment, SnapshotPatch patch, string? traceParent, DateTimeOffset at) =>
        new()
        {
            EnvironmentId = environment.Id,
            Environment = environment,
            Version = patch.Version,
            Patch = patch,
            TraceParent = traceParent,
            At = at,
        };
}
