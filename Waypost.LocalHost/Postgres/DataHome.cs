using Waypost.LocalHost.Data;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Postgres;

/// <summary>Where PostgreSQL's files lie: in the data directory, unless the user PostgreSQL runs as cannot get there.</summary>
internal static class DataHome
{
    private const string ForUnreachable = "/var/lib/waypost";

    /// <exception cref="StartFault">There is no place for them.</exception>
    internal static async Task<string> ForAsync(DataDirectory directory, UnprivilegedUser? user, Action<string> say, CancellationToken cancellation)
    {
        if (user is null || await user.CanReachAsync(directory.Path, cancellation))
        {
            return directory.Path;
        }

        // A clone below /root or another private directory. Its permissions are not ours to widen.
        var elsewhere = Path.Combine(ForUnreachable, directory.Id);
        Directory.CreateDirectory(elsewhere);
        if (!await user.CanReachAsync(elsewhere, cancellation))
        {
            throw new StartFault($"PostgreSQL refuses to run as root, and the user {user.Name} may enter neither {directory.Path} nor {elsewhere}: choose another directory with --DataDirectory.");
        }

        say($"PostgreSQL runs as the user {user.Name}, who may not enter {directory.Path}: its files lie in {elsewhere}.");
        return elsewhere;
    }
}
