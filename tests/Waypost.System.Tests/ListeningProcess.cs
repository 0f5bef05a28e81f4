using System.Diagnostics.CodeAnalysis;
using Waypost.AppHost.Configuration;

namespace Waypost.System.Tests;

/// <summary>Finds the processes that the tests kill by the ports they listen on. Linux only.</summary>
internal static class ListeningProcess
{
    internal static int On(int port)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found through /proc.");
        return PortOwner.FindProcessId(port) ?? throw new InvalidOperationException($"Nothing listens on port {port}.");
    }

    /// <summary>False if no process listens on one of the addresses.</summary>
    internal static bool TryOn(IEnumerable<Uri> addresses, [NotNullWhen(true)] out IReadOnlyList<int>? processes)
    {
        var found = addresses.Select(address => PortOwner.FindProcessId(address.Port)).ToList();
        processes = found.All(process => process is not null) ? [.. found.Select(process => process!.Value)] : null;
        return processes is not null;
    }
}
