using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>PostgreSQL refuses to run as root. Where this process is root, PostgreSQL runs as this user.</summary>
public sealed record UnprivilegedUser(string Name, int UserId, int GroupId)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];
    private static readonly string? SetPriv = new[] { "/usr/bin/setpriv", "/bin/setpriv" }.FirstOrDefault(File.Exists);

    /// <returns><see langword="null"/> if this process is not root: then PostgreSQL runs as the same user.</returns>
    /// <exception cref="StartException">This process is root and cannot become another user.</exception>
    public static async Task<UnprivilegedUser?> ForPostgresAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        if (SetPriv is null)
        {
            throw new StartException(
                "PostgreSQL refuses to run as root, and setpriv (part of util-linux), by which it would run as another user, is "
                    + "missing: install it, or start Waypost as another user."
            );
        }

        foreach (var name in Candidates)
        {
            if (await IdAsync("-u", name, cancellationToken) is { } user && await IdAsync("-g", name, cancellationToken) is { } group)
            {
                return new(name, user, group);
            }
        }

        throw new StartException(
            "PostgreSQL refuses to run as root, and neither the user postgres nor nobody exists: start Waypost as another user."
        );
    }

    /// <summary>The same command, run as this user. The process id stays that of the program.</summary>
    public ServerCommand Run(ServerCommand command) =>
        command with
        {
            FileName = SetPriv!,
            Arguments = [$"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--", command.FileName, .. command.Arguments],
        };

    /// <summary>Whether this user may enter the directory, asked of the system because every parent counts, and access lists too.</summary>
    public async Task<bool> CanReachAsync(string directory, CancellationToken cancellationToken)
    {
        var test = Run(new("/usr/bin/test", ["-x", directory], "/"));
        return (
            await Cli.Wrap(test.FileName)
                .WithArguments(test.Arguments)
                .WithWorkingDirectory(test.WorkingDirectory)
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(cancellationToken)
        ).IsSuccess;
    }

    /// <exception cref="StartException">The file system does not let root give it away.</exception>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        var chown = await Cli.Wrap("chown")
            .WithArguments(["-R", $"{UserId}:{GroupId}", path])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        if (!chown.IsSuccess)
        {
            throw new StartException(
                $"PostgreSQL refuses to run as root, and {path} cannot be given to the user {Name} "
                    + $"({chown.StandardError.Trim()}): start Waypost as another user, or choose another --DataDirectory."
            );
        }
    }

    private static async Task<int?> IdAsync(string option, string name, CancellationToken cancellationToken)
    {
        var id = await Cli.Wrap("id")
            .WithArguments([option, name])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        return id.IsSuccess && int.TryParse(id.StandardOutput.Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
