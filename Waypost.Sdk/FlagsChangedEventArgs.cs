using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>The version of the flags after a change.</summary>
/// <param name="version">See <see cref="Version"/>.</param>
public sealed class FlagsChangedEventArgs(SnapshotVersion version) : EventArgs
{
    /// <summary>The version that evaluations use from now on.</summary>
    public SnapshotVersion Version { get; } = version;
}
