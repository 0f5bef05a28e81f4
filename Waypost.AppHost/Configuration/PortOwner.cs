using System.Globalization;

namespace Waypost.AppHost.Configuration;

/// <summary>Finds the process that listens on a port: on Linux only, and only among processes that the user may inspect.</summary>
internal static class PortOwner
{
    private const string Listening = "0A"; // TCP_LISTEN in net/tcp_states.h

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <returns>"nginx (process 4711)", or <see langword="null"/>.</returns>
    public static string? Describe(int port) => FindProcessId(port) is { } id ? DescribeProcess($"/proc/{id}") : null;

    public static int? FindProcessId(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        var sockets = Tables
            .Where(File.Exists)
            .SelectMany(table => Sockets(File.ReadLines(table), port))
            .Select(inode => $"socket:[{inode}]")
            .ToHashSet();
        return sockets.Count == 0
            ? null
            : Directory
                .EnumerateDirectories("/proc")
                .Where(directory => char.IsAsciiDigit(Path.GetFileName(directory)[0]) && HasOpen(directory, sockets))
                .Select(directory => (int?)int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture))
                .FirstOrDefault();
    }

    /// <summary>proc_net_tcp(5): sl local_address rem_address st … inode; addresses as hex, a colon, the port as hex.</summary>
    public static IEnumerable<string> Sockets(IEnumerable<string> table, int port) =>
        from line in table.Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where
            fields.Length > 9
            && fields[3] == Listening
            && fields[1].EndsWith(":" + port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        select fields[9];

    private static bool HasOpen(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory
                .EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(fd => new FileInfo(fd).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended, or belongs to another user
        }
    }

    private static string DescribeProcess(string process)
    {
        try
        {
            return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {Path.GetFileName(process)})";
        }
        catch (IOException)
        {
            return $"process {Path.GetFileName(process)}";
        }
    }
}
