namespace Waypost.LocalPostgres;

/// <summary>Decides where PostgreSQL's files are: in the data directory, unless PostgreSQL's user cannot enter it.</summary>
public static class PostgresLocation
{
    private const string FallbackDirectory = "/var/lib/waypost";

    /// <param name="directory">The data directory.</param>
    /// <param name="id">The id of the data directory, which names the files elsewhere.</param>
    /// <param name="user">The user who runs PostgreSQL, if not the user of this process.</param>
    /// <param name="report">Receives a message if the files are not in the data directory.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StartException">The user can enter no suitable directory.</exception>
    public static async Task<string> FindAsync(
        string directory,
        string id,
        UnprivilegedUser? user,
        Action<string> report,
        CancellationToken cancellationToken
    )
    {
        if (user is null || await user.CanEnterAsync(directory, cancellationToken))
        {
            return directory;
        }

        // The repository is in a private directory such as /root, whose permissions Waypost does not change.
        var elsewhere = Path.Combine(FallbackDirectory, id);
        Directory.CreateDirectory(elsewhere);
        if (!await user.CanEnterAsync(elsewhere, cancellationToken))
        {
            throw new StartException(
                $"PostgreSQL refuses to run as root, and the user {user.Name} can enter neither {directory} nor {elsewhere}: "
                    + "choose another directory with --DataDirectory."
            );
        }

        report($"PostgreSQL runs as the user {user.Name}, who cannot enter {directory}: its files are in {elsewhere}.");
        return elsewhere;
    }
}
