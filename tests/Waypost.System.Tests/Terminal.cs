using System.Globalization;
using Waypost.LocalHost.Processes;

namespace Waypost.System.Tests;

/// <summary>
/// Starts a program as a terminal would. A shell's background job ignores Ctrl+C, and everything it starts inherits that: tests that
/// run in one would send a signal nobody hears.
/// </summary>
internal static class Terminal
{
    private const string Status = "/proc/self/status";

    internal static Launch Launch(string program, IReadOnlyList<string> arguments) =>
        IgnoresInterrupt() ? new("/usr/bin/env", ["--default-signal=INT", program, .. arguments]) : new(program, arguments);

    /// <summary>proc(5): the second lowest bit of SigIgn is SIGINT.</summary>
    private static bool IgnoresInterrupt() =>
        File.Exists(Status)
        && File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (ulong.Parse(ignored["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
}
