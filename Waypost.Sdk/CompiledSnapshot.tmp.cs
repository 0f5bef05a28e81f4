using Waypost.Flags;

namespace Waypost.Sdk;

internal sealed record CompiledSnapshot(Snapshot Snapshot)
{
    internal static CompiledSnapshot Compile(Snapshot snapshot) => new(snapshot);
}
