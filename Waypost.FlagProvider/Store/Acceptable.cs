using System.Text.RegularExpressions;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>What may enter the store at all, wherever it comes from: the rest is damaged, or written for a newer provider.</summary>
internal static partial class Acceptable
{
    /// <summary>What is wrong with the snapshot for this environment; null if nothing.</summary>
    public static string? Fault(Snapshot? snapshot, EnvironmentKey key) =>
        snapshot is null ? "it is empty"
        : snapshot.Schema > Snapshot.CurrentSchema
            ? $"its schema {snapshot.Schema} is newer than this provider's {Snapshot.CurrentSchema}: update the provider"
        : snapshot.Schema < 1 ? $"it has schema {snapshot.Schema}"
        : EnvironmentKey.Of(snapshot) != key ? "it belongs to another environment"
        : Fault(snapshot.Epoch, snapshot.Version);

    /// <summary>What is wrong with the patch; null if nothing.</summary>
    public static string? Fault(SnapshotPatch patch) => patch.Version < patch.From ? "it leads backwards" : Fault(patch.Epoch, patch.From);

    private static string? Fault(string? epoch, long version) =>
        !Epoch().IsMatch(epoch ?? "") ? "its epoch is malformed"
        : version < 0 ? "its version is negative"
        : null;

    // An epoch becomes part of headers and of events' ids: no dot, no line break.
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Epoch();
}
