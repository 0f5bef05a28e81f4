using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>
/// The current flags: one immutable object behind one reference, replaced as a whole. Written by one thread at a time, read by any.
/// </summary>
internal sealed partial class FlagStore(object owner, ILogger logger)
{
    private volatile CompiledSnapshot? current;
    private bool warnedOfSchema;

    /// <summary>Raised with the owner as sender by <see cref="RaiseChanged"/>, on the caller's thread.</summary>
    internal event EventHandler<FlagsChangedEventArgs>? Changed;

    /// <summary>What evaluations read; null before the first snapshot.</summary>
    internal CompiledSnapshot? Current => current;

    /// <summary>The snapshot that <see cref="Current"/> was compiled from.</summary>
    internal Snapshot? Snapshot => current?.Source;

    /// <summary>Why this SDK cannot use a snapshot; null if it can.</summary>
    internal static string? FindProblem(Snapshot snapshot) => string.IsNullOrEmpty(snapshot.Epoch) ? "a snapshot without an epoch" : null;

    /// <summary>Replaces the flags if the snapshot can be used. Never throws; on failure the current flags stay.</summary>
    internal bool TryReplace(Snapshot snapshot, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            problem = FindProblem(snapshot);
            if (problem is null)
            {
                Replace(snapshot);
            }
        }
#pragma warning disable CA1031 // External data: well-formed JSON can still hold null where the model does not allow it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problem = $"unusable flags ({exception.GetType().Name})";
        }

        return problem is null;
    }

    /// <summary>Replaces the flags whatever their version.</summary>
    internal void Replace(Snapshot snapshot)
    {
        current = CompiledSnapshot.Compile(snapshot, current);
        WarnOfNewerSchema(snapshot.Schema);
        Instruments.Changes.Add(1);
    }

    /// <summary>Raises <see cref="Changed"/>; a handler that throws is logged and does not stop the others.</summary>
    internal void RaiseChanged()
    {
        if (Changed is not { } handlers || Snapshot is not { } snapshot)
        {
            return;
        }

        var args = new FlagsChangedEventArgs(SnapshotVersion.Of(snapshot));
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(owner, args);
            }
#pragma warning disable CA1031 // Application code: an exception in a handler must not end the stream.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.HandlerFailed(logger, exception);
            }
        }
    }

    /// <summary>Once: what is newer than this SDK concerns single flags, and those serve a safe variant.</summary>
    private void WarnOfNewerSchema(int schema)
    {
        if (schema > Snapshot.CurrentSchema && !warnedOfSchema)
        {
            warnedOfSchema = true;
            Log.NewerSchema(logger, schema, Snapshot.CurrentSchema);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "A handler of IWaypostClient.Changed threw an exception.")]
        internal static partial void HandlerFailed(ILogger logger, Exception exception);

        [LoggerMessage(
            11,
            LogLevel.Warning,
            "The flags use schema {Schema}, and this version of the SDK knows {Known}: some users may get the control of an experiment "
                + "although they should take part in it. Update the SDK."
        )]
        internal static partial void NewerSchema(ILogger logger, int schema, int known);
    }
}
