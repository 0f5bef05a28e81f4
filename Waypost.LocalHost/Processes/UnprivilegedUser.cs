using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalHost.Processes;

/// <summary>PostgreSQL refuses to run as root. Where LocalHost is root, PostgreSQL runs as this user.</summary>
internal sealed record UnprivilegedUser(string Name)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <returns><see langword="null"/> if LocalHost is not root: then PostgreSQL runs as whoever runs LocalHost.</returns>
    /// <exception cref="StartFault">LocalHost is root and there is no other user.</exception>
    internal static async Task<UnprivilegedUser?> ForPostgresAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        foreach (var name in Candidates)
        {
            var id = await Cli.Wrap("id").WithArguments(["-u", name]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation);
            if (id.IsSuccess)
            {
                return new(name);
            }
        }

        throw new StartFault("PostgreSQL refuses to run as root and neither the user postgres nor nobody exists: start Waypost as another user.");
    }

    /// <summary>Whether this user may enter the directory, asked of the system because every parent counts, and access lists too.</summary>
    internal async Task<bool> CanReachAsync(string directory, CancellationToken cancellation)
    {
        var test = await Cli.Wrap("test").WithArguments(["-x", directory]).WithWorkingDirectory("/")
            .WithCredentials(c => c.SetUserName(Name)).WithValidation(CommandResultValidation.None).ExecuteAsync(cancellation);
        return test.IsSuccess;
    }

    /// <exception cref="StartFault">The file system does not let root give it away.</exception>
    internal async Task OwnAsync(string path, CancellationToken cancellation)
    {
        var chown = await Cli.Wrap("chown").WithArguments(["-R", Name, path]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation);
        if (!chown.IsSuccess)
        {
            throw new StartFault($"PostgreSQL refuses to run as root, and {path} cannot be given to the user {Name} ({chown.StandardError.Trim()}): start Waypost as another user, or choose another --DataDirectory.");
        }
    }
}
