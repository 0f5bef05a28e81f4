namespace Waypost.LocalPostgres;

/// <summary>Where PostgreSQL's files lie: in the data directory, unless the user PostgreSQL runs as cannot enter it.</summary>
public static class PostgresHome
{
    private const string ForUnreachable = "/var/lib/waypost";

    /// <param name="directory">The data directory.</param>
    /// <param name="id">The data directory's own id, by which files elsewhere are found again.</param>
    /// <param name="user">Who runs PostgreSQL, if not this process's user.</param>
    /// <param name="report">Told where the files lie if that is not the data directory.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StartException">There is no place for them.</exception>
    public static async Task<string> FindAsync(
        string directory,
        string id,
        UnprivilegedUser? user,
        Action<string> report,
        CancellationToken cancellationToken
    )
    {
        if (user is null || await user.CanReachAsync(directory, cancellationToken))
        {
            return directory;
        }

        // A clone below /root or another private directory. Its permissions are not ours to widen.
        var elsewhere = Path.Combine(ForUnreachable, id);
        Directory.CreateDirectory(elsewhere);
        if (!await user.CanReachAsync(elsewhere, cancellationToken))
        {
            throw new StartException(
                $"PostgreSQL refuses to run as root, and the user {user.Name} may enter neither {directory} nor {elsewhere}: "
                    + "choose another directory with --DataDirectory."
            );
        }

        report($"PostgreSQL runs as the user {user.Name}, who may not enter {directory}: its files are in {elsewhere}.");
        return elsewhere;
    }
}
