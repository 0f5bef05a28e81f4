using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Postgres;

/// <summary>Where PostgreSQL can come from on this machine.</summary>
/// <param name="Installed">Directories that may hold its programs.</param>
/// <param name="FetchAsync">Fetches them into a directory, or gives <see langword="null"/>.</param>
/// <param name="Engines">Container engines to try.</param>
internal sealed record PostgresSources(
    IEnumerable<string> Installed,
    Func<string, UnprivilegedUser?, Action<string>, CancellationToken, Task<PostgresBinaries?>> FetchAsync,
    IReadOnlyList<string> Engines)
{
    internal static PostgresSources OfThisMachine { get; } = new(InstalledPostgres.Directories(), NpmPostgres.FetchAsync, ["docker", "podman"]);

    /// <param name="files">The data directory, which is read by its own major version only.</param>
    /// <param name="home">Where fetched programs are kept.</param>
    /// <param name="user">Who runs them, if somebody else.</param>
    /// <param name="say">Gets lines of progress.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="StartFault">There are files already, and no PostgreSQL that reads them.</exception>
    internal async Task<PostgresBinaries?> BinariesAsync(string files, string home, UnprivilegedUser? user, Action<string> say, CancellationToken cancellation)
    {
        var written = Cluster.MajorOf(files);
        var found = (await InstalledPostgres.FindAsync(Installed, cancellation)).ToList();
        if (await NpmPostgres.FetchedAsync(home, cancellation) is { } fetched)
        {
            found.Add(fetched);
        }

        if (found.FirstOrDefault(b => written is null || b.Major == written) is { } fitting)
        {
            return fitting;
        }

        if (written is null or NpmPostgres.Major && await FetchAsync(home, user, say, cancellation) is { } binaries)
        {
            return binaries;
        }

        return written is null ? null : throw new StartFault(
            $"The database files in {files} were written by PostgreSQL {written}, and {(found.Count == 0 ? "no PostgreSQL" : $"only PostgreSQL {string.Join(", ", found.Select(b => b.Major))}")} was found here: "
            + $"install PostgreSQL {written}, or delete {files} to start over without what is in it.");
    }
}
