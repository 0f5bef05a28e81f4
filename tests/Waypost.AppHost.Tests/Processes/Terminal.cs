using System.Globalization;

namespace Waypost.AppHost.Tests.Processes;

/// <summary>
/// Starts a program as a terminal does. A background job of a shell ignores Ctrl+C, and its child processes inherit that, so that an
/// interrupt sent by a test would have no effect.
/// </summary>
internal static class Terminal
{
    private const string Status = "/proc/self/status";

    public static ProcessCommand Command(string program, IReadOnlyList<string> arguments, string workingDirectory) =>
        IgnoresInterrupt()
            ? new("/usr/bin/env", ["--default-signal=INT", program, .. arguments], workingDirectory)
            : new(program, arguments, workingDirectory);

    /// <summary>proc(5): the second lowest bit of SigIgn is SIGINT.</summary>
    private static bool IgnoresInterrupt() =>
        File.Exists(Status)
        && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (ulong.Parse(ignored["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
}
