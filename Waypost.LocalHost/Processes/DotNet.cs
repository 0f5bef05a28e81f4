using System.Runtime.InteropServices;

namespace Waypost.LocalHost.Processes;

internal static class DotNet
{
    /// <summary>The dotnet program that runs this process: it stands three folders above the shared framework.</summary>
    internal static string Host { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
