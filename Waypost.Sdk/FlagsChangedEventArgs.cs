using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>Tells which flags are held now.</summary>
/// <param name="version">See <see cref="Version"/>.</param>
public sealed class FlagsChangedEventArgs(SnapshotVersion version) : EventArgs
{
    /// <summary>The version evaluations use from now on.</summary>
    public SnapshotVersion Version { get; } = version;
}
