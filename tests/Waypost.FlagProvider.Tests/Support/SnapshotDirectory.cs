using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Support;

internal static class SnapshotDirectory
{
    extension(TemporaryDirectory directory)
    {
        /// <summary>Lets a provider keep its snapshots in this directory.</summary>
        public (string Name, string Value) Setting => ("Waypost:SnapshotDirectory", directory.Path);
    }
}
