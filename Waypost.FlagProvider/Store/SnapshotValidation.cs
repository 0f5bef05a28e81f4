using System.Text.RegularExpressions;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>Checks snapshots and patches before they enter the store. Invalid ones are damaged or need a newer provider.</summary>
internal static partial class SnapshotValidation
{
    /// <summary>Why the snapshot cannot be used for this environment; null if it can.</summary>
    public static string? FindError(Snapshot? snapshot, EnvironmentKey key) =>
        snapshot is null ? "it is empty"
        : snapshot.Schema > Snapshot.CurrentSchema
            ? $"its schema {snapshot.Schema} is newer than this provider's {Snapshot.CurrentSchema}: update the provider"
        : snapshot.Schema < 1 ? $"its schema {snapshot.Schema} is invalid"
        : EnvironmentKey.Of(snapshot) != key ? "it belongs to another environment"
        : FindError(snapshot.Epoch, snapshot.Version);

    /// <summary>Why the patch cannot be used; null if it can.</summary>
    public static string? FindError(SnapshotPatch patch) =>
        patch.Version < patch.From ? "its target version is lower than its base version" : FindError(patch.Epoch, patch.From);

    private static string? FindError(string? epoch, long version) =>
        !Epoch().IsMatch(epoch ?? "") ? "its epoch is malformed"
        : version < 0 ? "its version is negative"
        : null;

    // An epoch becomes part of headers and event ids, so it must not contain dots or line breaks.
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Epoch();
}
