using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>
/// Turns events into actions: PROTOCOL section 5 as a function of what we hold and what came, without I/O.
/// Whatever comes, what we hold is only ever replaced by something newer or by another epoch.
/// </summary>
internal static class StreamProtocol
{
    internal static StreamAction Decide(Snapshot? held, StreamEvent came) =>
        came switch
        {
            StreamEvent.Put put => DecidePut(held, put.Snapshot),
            StreamEvent.Change change => DecidePatch(held, change.Patch),
            StreamEvent.Malformed malformed => new StreamAction.StartOver($"malformed data ({malformed.Why})"),
            StreamEvent.Unknown unknown => new StreamAction.Ignore($"unknown event {unknown.Kind}"),
            _ => new StreamAction.Ignore("unknown event"),
        };

    private static StreamAction DecidePut(Snapshot? held, Snapshot came)
    {
        if (came.Schema > Snapshot.CurrentSchema)
        {
            return new StreamAction.StartOver($"schema {came.Schema} is newer than this SDK reads ({Snapshot.CurrentSchema})");
        }

        if (string.IsNullOrEmpty(came.Epoch))
        {
            return new StreamAction.StartOver("a snapshot without an epoch");
        }

        if (held is null || held.Epoch != came.Epoch)
        {
            return new StreamAction.Take(came);
        }

        // Older: a replica that lags behind another one we spoke to before. It catches up on this very connection.
        return came.Version <= held.Version ? new StreamAction.Confirm() : new StreamAction.Take(came);
    }

    private static StreamAction DecidePatch(Snapshot? held, SnapshotPatch came)
    {
        if (held is null)
        {
            return new StreamAction.StartOver("a patch before any snapshot");
        }

        if (held.Epoch != came.Epoch)
        {
            return new StreamAction.StartOver("a patch of another epoch");
        }

        if (came.Version <= held.Version)
        {
            return new StreamAction.Confirm();
        }

        return came.From == held.Version && Patch.TryApply(held, came, out var next)
            ? new StreamAction.Take(next)
            : new StreamAction.StartOver($"a patch from version {came.From} does not fit {held.Version}");
    }
}
