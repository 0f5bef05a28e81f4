using System.Diagnostics.CodeAnalysis;

namespace Waypost.Flags;

/// <summary>
/// Computes, applies and merges patches: applying <c>Between(a, b)</c> to a gives b, and merging is associative. Pure functions.
/// Unchanged flags and segments are shared between the snapshots, not copied.
/// </summary>
public static class Patch
{
    /// <summary>The changes from one snapshot to another of the same project, environment and epoch.</summary>
    /// <exception cref="PatchMismatchException">The snapshots are of different projects, environments or epochs.</exception>
    public static SnapshotPatch Between(Snapshot from, Snapshot to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Epoch != to.Epoch || from.Project != to.Project || from.Environment != to.Environment)
        {
            throw new PatchMismatchException(
                $"There is no patch from {from.Project}/{from.Environment} {SnapshotVersion.Of(from)} to "
                    + $"{to.Project}/{to.Environment} {SnapshotVersion.Of(to)}: project, environment and epoch must be the same."
            );
        }

        var flags = KeyedListDiff.Between(from.Flags, to.Flags, static flag => flag?.Key);
        var segments = KeyedListDiff.Between(from.Segments, to.Segments, static segment => segment?.Key);
        return new SnapshotPatch
        {
            Epoch = to.Epoch,
            From = from.Version,
            Version = to.Version,
            Flags = flags.Changed,
            RemovedFlags = flags.Removed,
            Segments = segments.Changed,
            RemovedSegments = segments.Removed,
        };
    }

    /// <summary>Applies a patch to the snapshot it starts from.</summary>
    /// <exception cref="PatchMismatchException">The patch starts from another epoch or version.</exception>
    public static Snapshot Apply(Snapshot snapshot, SnapshotPatch patch) =>
        TryApply(snapshot, patch, out var patched)
            ? patched
            : throw new PatchMismatchException(
                $"The patch starts from {patch.Epoch}.{patch.From}, but the snapshot is at {SnapshotVersion.Of(snapshot)}."
            );

    /// <summary>Applies a patch; false if it starts from another epoch or version.</summary>
    public static bool TryApply(Snapshot snapshot, SnapshotPatch patch, [NotNullWhen(true)] out Snapshot? patched)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(patch);
        if (patch.Epoch != snapshot.Epoch || patch.From != snapshot.Version)
        {
            patched = null;
            return false;
        }

        patched = snapshot with
        {
            // The flags decide again, unless the snapshot comes from a newer version, whose additions this one cannot see.
            Schema = snapshot.Schema > Snapshot.CurrentSchema ? snapshot.Schema : 0,
            Version = patch.Version,
            Flags = KeyedListDiff.Apply(snapshot.Flags, patch.Flags, patch.RemovedFlags, static flag => flag?.Key),
            Segments = KeyedListDiff.Apply(snapshot.Segments, patch.Segments, patch.RemovedSegments, static segment => segment?.Key),
        };
        return true;
    }

    /// <summary>Combines two consecutive patches into one.</summary>
    /// <exception cref="PatchMismatchException">The second patch does not start at the version the first one ends at.</exception>
    public static SnapshotPatch Merge(SnapshotPatch first, SnapshotPatch second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Epoch != second.Epoch || first.Version != second.From)
        {
            throw new PatchMismatchException(
                $"The second patch starts from {second.Epoch}.{second.From}, but the first ends at {first.Epoch}.{first.Version}."
            );
        }

        return first with
        {
            Version = second.Version,
            Flags = KeyedListDiff.Apply(first.Flags, second.Flags, second.RemovedFlags, static flag => flag?.Key),
            RemovedFlags = KeyedListDiff.MergeRemovedKeys(first.RemovedFlags, second.RemovedFlags, second.Flags, static flag => flag?.Key),
            Segments = KeyedListDiff.Apply(first.Segments, second.Segments, second.RemovedSegments, static segment => segment?.Key),
            RemovedSegments = KeyedListDiff.MergeRemovedKeys(
                first.RemovedSegments,
                second.RemovedSegments,
                second.Segments,
                static segment => segment?.Key
            ),
        };
    }
}
