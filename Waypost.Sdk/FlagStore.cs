using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Streaming;

namespace Waypost.Sdk;

/// <summary>
/// The flags held: one immutable object behind one reference, swapped whole. Written by one thread at a time, read by any.
/// </summary>
internal sealed partial class FlagStore(object owner, ILogger logger)
{
    private volatile CompiledSnapshot? current;

    /// <summary>Raised in the owner's name by <see cref="Announce"/>, on its thread.</summary>
    internal event EventHandler<FlagsChangedEventArgs>? Changed;

    /// <summary>What evaluation reads; none before the first snapshot.</summary>
    internal CompiledSnapshot? Current => current;

    internal Snapshot? Held => current?.Source;

    /// <summary>
    /// Judges an event and, if it brings something newer, swaps. Whatever came, this never throws and never loses what is held.
    /// </summary>
    internal StreamAction Apply(StreamEvent came)
    {
        try
        {
            var action = StreamProtocol.Decide(Held, came);
            if (action is StreamAction.Take take)
            {
                Replace(take.Snapshot);
            }

            return action;
        }
#pragma warning disable CA1031 // Data from outside: JSON can be well formed and still hold null where the model has none.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new StreamAction.StartOver($"flags that cannot be used ({fault.GetType().Name})");
        }
    }

    internal void Replace(Snapshot snapshot)
    {
        current = CompiledSnapshot.Compile(snapshot, current);
        Instruments.Changes.Add(1);
    }

    /// <summary>Tells whoever wants to know that what is held was replaced.</summary>
    internal void Announce()
    {
        if (Changed is not { } handlers || Held is not { } held)
        {
            return;
        }

        var args = new FlagsChangedEventArgs(SnapshotVersion.Of(held));
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(owner, args);
            }
#pragma warning disable CA1031 // The application's own code; its faults must not cost it the stream.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Log.HandlerFailed(logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "A handler of IWaypostClient.Changed threw.")]
        internal static partial void HandlerFailed(ILogger logger, Exception fault);
    }
}
