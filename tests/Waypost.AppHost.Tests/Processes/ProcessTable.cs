using Waypost.Testing;

namespace Waypost.AppHost.Tests.Processes;

/// <summary>The processes of this machine, from Linux's <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>A variable that all processes of a run inherit from the app host under test.</summary>
    public const string Marker = "WAYPOST_TEST_DATA";

    /// <returns>The processes of the run on this data directory, as "4711 name", without the shell and the cat of
    /// <see cref="TestProcess"/>.</returns>
    public static IReadOnlyList<string> OfRun(string dataDirectory) =>
        [
            .. from directory in Directory.EnumerateDirectories("/proc")
            where char.IsAsciiDigit(Path.GetFileName(directory)[0])
            let arguments = Read(directory, "cmdline")
            where
                arguments.Contains(dataDirectory, StringComparison.Ordinal)
                || Read(directory, "environ").Contains($"{Marker}={dataDirectory}\0", StringComparison.Ordinal)
            where !arguments.StartsWith("/bin/sh\0-c\0directory=", StringComparison.Ordinal) && arguments != "cat\0"
            select $"{Path.GetFileName(directory)} {Read(directory, "comm").Trim()}",
        ];

    public static Task WaitUntilEmptyAsync(string dataDirectory) =>
        Eventually.IsTrueAsync(() => OfRun(dataDirectory).Count == 0, TimeSpan.FromMinutes(10));

    private static string Read(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or belongs to another user
        }
    }
}
