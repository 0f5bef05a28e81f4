using System.Diagnostics.CodeAnalysis;
using Waypost.AppHost.Configuration;

namespace Waypost.System.Tests;

/// <summary>Which process listens on a port: Linux only, where these tests kill what they find.</summary>
internal static class ListeningProcess
{
    internal static int On(int port)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found through /proc.");
        return PortHolder.FindProcess(port) ?? throw new InvalidOperationException($"Nothing listens on port {port}.");
    }

    /// <summary>False while one of the addresses is without a listener.</summary>
    internal static bool TryOn(IEnumerable<Uri> addresses, [NotNullWhen(true)] out IReadOnlyList<int>? processes)
    {
        var found = addresses.Select(address => PortHolder.FindProcess(address.Port)).ToList();
        processes = found.All(process => process is not null) ? [.. found.Select(process => process!.Value)] : null;
        return processes is not null;
    }
}
