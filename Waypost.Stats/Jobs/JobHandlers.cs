using System.Collections.Frozen;

namespace Waypost.Stats.Jobs;

/// <summary>The kinds of job this worker knows.</summary>
internal sealed class JobHandlers(IEnumerable<IJobHandler> handlers)
{
    private readonly FrozenDictionary<string, IJobHandler> byKind = handlers.ToFrozenDictionary(
        handler => handler.Kind,
        StringComparer.Ordinal
    );

    public IReadOnlyList<string> Kinds => byKind.Keys;

    public IJobHandler For(Job job) => byKind[job.Kind];
}
