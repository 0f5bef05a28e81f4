namespace Waypost.AppHost.Running;

/// <summary>The orchestrator prefixes every stored line with the time: <c>2026-11-25T10:00:00.0000000Z text</c>.</summary>
internal static class LogTimestamp
{
    public static string Strip(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is var cut and > 19 && DateTimeOffset.TryParse(line.AsSpan(0, cut), out _)
            ? line[(cut + 1)..]
            : line;
}
