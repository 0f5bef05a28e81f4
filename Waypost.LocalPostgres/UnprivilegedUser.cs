using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>The user who runs PostgreSQL if this process runs as root, because PostgreSQL refuses to run as root.</summary>
public sealed record UnprivilegedUser(string Name, int UserId, int GroupId)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];
    private static readonly string? SetPriv = new[] { "/usr/bin/setpriv", "/bin/setpriv" }.FirstOrDefault(File.Exists);

    /// <returns><see langword="null"/> if this process is not root: then PostgreSQL runs as the same user.</returns>
    /// <exception cref="StartException">This process is root and cannot switch to another user.</exception>
    public static async Task<UnprivilegedUser?> ForPostgresAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        if (SetPriv is null)
        {
            throw new StartException(
                "PostgreSQL refuses to run as root, and setpriv (part of util-linux), which runs it as another user, is missing: "
                    + "install setpriv, or start Waypost as another user."
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

    /// <summary>The same command, run as this user. The program keeps the process id.</summary>
    public ProcessCommand Wrap(ProcessCommand command) =>
        command with
        {
            FileName = SetPriv!,
            Arguments = [$"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--", command.FileName, .. command.Arguments],
        };

    /// <summary>Whether this user can enter the directory. Checked by running a command as this user.</summary>
    public async Task<bool> CanEnterAsync(string directory, CancellationToken cancellationToken)
    {
        var test = Wrap(new("/usr/bin/test", ["-x", directory], "/"));
        return (
            await Cli.Wrap(test.FileName)
                .WithArguments(test.Arguments)
                .WithWorkingDirectory(test.WorkingDirectory)
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(cancellationToken)
        ).IsSuccess;
    }

    /// <exception cref="StartException">The file system does not let root change the owner.</exception>
    public async Task TakeOwnershipAsync(string path, CancellationToken cancellationToken)
    {
        var chown = await Cli.Wrap("chown")
            .WithArguments(["-R", $"{UserId}:{GroupId}", path])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        if (!chown.IsSuccess)
        {
            throw new StartException(
                $"PostgreSQL refuses to run as root, and {path} cannot be owned by the user {Name} "
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
