using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Streaming;

namespace Waypost.Sdk;

/// <summary>The flags held: one immutable object behind one reference, swapped whole. Written by one thread at a time, read by any.</summary>
internal sealed partial class FlagStore(ILogger logger)
{
    volatile CompiledSnapshot? current;

    /// <summary>Raised after a swap, on the thread that made it.</summary>
    internal event EventHandler<FlagsChangedEventArgs>? Changed;

    /// <summary>What evaluation reads; none before the first snapshot.</summary>
    internal CompiledSnapshot? Current => current;

    internal Snapshot? Held => current?.Snapshot;

    /// <summary>Judges an event and, if it brings something newer, swaps. Whatever came, this never throws and never loses what is held.</summary>
    internal StreamAction Apply(StreamEvent came)
    {
        try
        {
            var action = StreamProtocol.Decide(Held, came);
            if (action is StreamAction.Take take)
            {
                Swap(take.Snapshot);
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

    void Swap(Snapshot next)
    {
        current = CompiledSnapshot.Compile(next);
        Instruments.Changes.Add(1);
        if (Changed is not { } handlers)
        {
            return;
        }

        var args = new FlagsChangedEventArgs(SnapshotVersion.Of(next));
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(this, args);
            }
#pragma warning disable CA1031 // The application's own code; its faults must not cost it the stream.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Log.HandlerFailed(logger, fault);
            }
        }
    }

    static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "A handler of IWaypostClient.Changed threw.")]
        internal static partial void HandlerFailed(ILogger logger, Exception fault);
    }
}
