namespace Waypost.LocalPostgres;

/// <summary>Finds PostgreSQL on this machine: in PATH, then in the directories that installers use.</summary>
public static class InstalledPostgres
{
    /// <returns>The installations of version 14 or later, the newest first.</returns>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAsync(
        IEnumerable<string> directories,
        CancellationToken cancellationToken
    )
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in directories.Distinct())
        {
            if (
                await PostgresBinaries.FindInAsync(directory, cancellationToken) is { Major: >= PostgresBinaries.OldestMajor } binaries
                && !found.Contains(binaries)
            )
            {
                found.Add(binaries);
            }
        }

        return [.. found.OrderByDescending(b => b.Major)];
    }

    public static IEnumerable<string> Directories() => FromPath(Environment.GetEnvironmentVariable("PATH")).Concat(UsualDirectories());

    private static string[] FromPath(string? path) =>
        (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> UsualDirectories() =>
        OperatingSystem.IsWindows()
            ? Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*")
            :
            [
                .. Versions("/usr/lib/postgresql", "*"), // Debian, Ubuntu
                .. Versions("/usr", "pgsql-*"), // PGDG on Red Hat
                .. Versions("/usr/libexec", "postgresql*", bin: ""), // Alpine
                "/usr/bin", // Arch, Fedora
                "/usr/local/pgsql/bin", // from source
                "/opt/homebrew/bin",
                "/usr/local/bin",
                .. Versions("/opt/homebrew/opt", "postgresql@*"),
                .. Versions("/usr/local/opt", "postgresql@*"),
                .. Versions("/Applications/Postgres.app/Contents/Versions", "*"),
                .. Versions("/Library/PostgreSQL", "*"),
            ];

    private static IEnumerable<string> Versions(string parent, string pattern, string bin = "bin") =>
        Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, pattern).Order().Select(d => Path.Combine(d, bin)) : [];
}
