using System.Collections.Frozen;

namespace Waypost.Stats.Jobs;

/// <summary>The job handlers of this worker, by kind.</summary>
internal sealed class JobHandlers(IEnumerable<IJobHandler> handlers)
{
    private readonly FrozenDictionary<string, IJobHandler> byKind = handlers.ToFrozenDictionary(
        handler => handler.Kind,
        StringComparer.Ordinal
    );

    public IReadOnlyList<string> Kinds => byKind.Keys;

    public IJobHandler For(ClaimedJob job) => byKind[job.Kind];
}
