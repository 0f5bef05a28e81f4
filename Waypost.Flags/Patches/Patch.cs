using System.Diagnostics.CodeAnalysis;

namespace Waypost.Flags;

/// <summary>
/// The algebra of changes: applying <c>Between(a, b)</c> to a gives b, and merging is associative. Pure functions.
/// What did not change is shared, not copied, between the snapshots.
/// </summary>
public static class Patch
{
    /// <summary>What leads from one snapshot to another of the same project, environment and epoch.</summary>
    /// <exception cref="PatchMismatchException">The two do not belong together; only a whole snapshot leads from one to the
    /// other.</exception>
    public static SnapshotPatch Between(Snapshot from, Snapshot to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Epoch != to.Epoch || from.Project != to.Project || from.Environment != to.Environment)
        {
            throw new PatchMismatchException(
                $"No patch leads from {from.Project}/{from.Environment} {SnapshotVersion.Of(from)} to "
                    + $"{to.Project}/{to.Environment} {SnapshotVersion.Of(to)}."
            );
        }

        var flags = Keyed.Difference(from.Flags, to.Flags, static flag => flag?.Key);
        var segments = Keyed.Difference(from.Segments, to.Segments, static segment => segment?.Key);
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

    /// <summary>The snapshot the patch leads to.</summary>
    /// <exception cref="PatchMismatchException">The snapshot is of another epoch or version than the patch starts from.</exception>
    public static Snapshot Apply(Snapshot snapshot, SnapshotPatch patch) =>
        TryApply(snapshot, patch, out var patched)
            ? patched
            : throw new PatchMismatchException($"A patch from {patch.Epoch}.{patch.From} does not fit {SnapshotVersion.Of(snapshot)}.");

    /// <summary>The snapshot the patch leads to; false if it starts from another epoch or version.</summary>
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
            Version = patch.Version,
            Flags = Keyed.Replace(snapshot.Flags, patch.Flags, patch.RemovedFlags, static flag => flag?.Key),
            Segments = Keyed.Replace(snapshot.Segments, patch.Segments, patch.RemovedSegments, static segment => segment?.Key),
        };
        return true;
    }

    /// <summary>One patch that does what both do, one after the other.</summary>
    /// <exception cref="PatchMismatchException">The second does not start where the first ends.</exception>
    public static SnapshotPatch Merge(SnapshotPatch first, SnapshotPatch second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Epoch != second.Epoch || first.Version != second.From)
        {
            throw new PatchMismatchException(
                $"A patch from {second.Epoch}.{second.From} does not follow one to {first.Epoch}.{first.Version}."
            );
        }

        return first with
        {
            Version = second.Version,
            Flags = Keyed.Replace(first.Flags, second.Flags, second.RemovedFlags, static flag => flag?.Key),
            RemovedFlags = Keyed.MergeRemoved(first.RemovedFlags, second.RemovedFlags, second.Flags, static flag => flag?.Key),
            Segments = Keyed.Replace(first.Segments, second.Segments, second.RemovedSegments, static segment => segment?.Key),
            RemovedSegments = Keyed.MergeRemoved(
                first.RemovedSegments,
                second.RemovedSegments,
                second.Segments,
                static segment => segment?.Key
            ),
        };
    }
}
