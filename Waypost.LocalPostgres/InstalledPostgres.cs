namespace Waypost.LocalPostgres;

/// <summary>Looks for PostgreSQL on this machine: in PATH, then where installers put it.</summary>
public static class InstalledPostgres
{
    /// <returns>What was found of version 14 or later, the newest first.</returns>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAsync(
        IEnumerable<string> directories,
        CancellationToken cancellationToken
    )
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in directories.Distinct())
        {
            if (
                await PostgresBinaries.InAsync(directory, cancellationToken) is { Major: >= PostgresBinaries.OldestMajor } binaries
                && !found.Contains(binaries)
            )
            {
                found.Add(binaries);
            }
        }

        return [.. found.OrderByDescending(b => b.Major)];
    }

    public static IEnumerable<string> Directories() => FromPath(Environment.GetEnvironmentVariable("PATH")).Concat(UsualPlaces());

    private static string[] FromPath(string? path) =>
        (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> UsualPlaces() =>
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
