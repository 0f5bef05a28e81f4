using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>
/// Turns events into actions: the streaming protocol as a function of the current flags and the event, without I/O.
/// The current flags are only ever replaced by a newer version or by another epoch.
/// </summary>
internal static class StreamProtocol
{
    /// <summary>Applies an event to the store. Never throws; whatever the event holds, the current flags are not lost.</summary>
    internal static StreamAction Apply(FlagStore store, StreamEvent received)
    {
        try
        {
            var action = Decide(store.Snapshot, received);
            if (action is StreamAction.Replace replace)
            {
                store.Replace(replace.Snapshot);
            }

            return action;
        }
#pragma warning disable CA1031 // External data: well-formed JSON can still hold null where the model does not allow it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new StreamAction.Resync($"unusable flags ({exception.GetType().Name})");
        }
    }

    internal static StreamAction Decide(Snapshot? current, StreamEvent received) =>
        received switch
        {
            StreamEvent.Put put => DecidePut(current, put.Snapshot),
            StreamEvent.Change change => DecidePatch(current, change.Patch),
            StreamEvent.Malformed malformed => new StreamAction.Resync($"malformed data ({malformed.Reason})"),
            StreamEvent.Unknown unknown => new StreamAction.Ignore($"unknown event {unknown.Type}"),
            _ => new StreamAction.Ignore("unknown event"),
        };

    private static StreamAction DecidePut(Snapshot? current, Snapshot received)
    {
        if (FlagStore.FindProblem(received) is { } problem)
        {
            return new StreamAction.Resync(problem);
        }

        if (current is null || current.Epoch != received.Epoch)
        {
            return new StreamAction.Replace(received);
        }

        // An older version comes from a replica that lags behind; it catches up on this same connection.
        return received.Version <= current.Version ? new StreamAction.UpToDate() : new StreamAction.Replace(received);
    }

    private static StreamAction DecidePatch(Snapshot? current, SnapshotPatch received)
    {
        if (current is null)
        {
            return new StreamAction.Resync("a patch before any snapshot");
        }

        if (current.Epoch != received.Epoch)
        {
            return new StreamAction.Resync("a patch of another epoch");
        }

        if (received.Version <= current.Version)
        {
            return new StreamAction.UpToDate();
        }

        return received.From == current.Version && Patch.TryApply(current, received, out var next)
            ? new StreamAction.Replace(next)
            : new StreamAction.Resync($"a patch from version {received.From} does not apply to version {current.Version}");
    }
}
