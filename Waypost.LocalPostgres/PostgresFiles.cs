using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>A PostgreSQL data directory and the command that starts a server on it.</summary>
public sealed class PostgresFiles(string directory, PostgresBinaries binaries, UnprivilegedUser? runAs)
{
    public const string SuperUser = "postgres";

    public string Directory => directory;

    public PostgresBinaries Binaries => binaries;

    /// <returns>The major version that wrote the data directory; <see langword="null"/> if there is none yet.</returns>
    public static int? MajorOf(string directory)
    {
        var file = Path.Combine(directory, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    /// <summary>
    /// Creates the files if there are none. Otherwise stops a server that a crash left running on them. Call it only while the data
    /// directory is locked.
    /// </summary>
    /// <param name="password">The superuser's password, used when the files are created.</param>
    /// <param name="durable">False for temporary data: nothing is flushed to the disk.</param>
    /// <param name="cancellationToken">Cancels. The next call removes incomplete files.</param>
    /// <exception cref="StartException">The directory contains something else, or initdb failed.</exception>
    public async Task PrepareAsync(string password, bool durable, CancellationToken cancellationToken)
    {
        if (MajorOf(directory) is not null)
        {
            await PostmasterFile.ClearAsync(directory, TimeProvider.System, cancellationToken);
            return;
        }

        if (System.IO.Directory.Exists(directory) && System.IO.Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new StartException(
                $"{directory} is not empty, but contains no PostgreSQL database (PG_VERSION is missing): restore it from a "
                    + "backup, or delete it to start over."
            );
        }

        await InitializeAsync(password, durable, cancellationToken);
    }

    /// <summary>The command that starts the server on 127.0.0.1. An interrupt shuts it down cleanly.</summary>
    /// <param name="port">The port to listen on.</param>
    /// <param name="settings">Further PostgreSQL settings, as <c>name=value</c>.</param>
    public ProcessCommand ServerCommand(int port, params IReadOnlyList<string> settings)
    {
        var server = new ProcessCommand(
            binaries.Postgres,
            [
                "-D",
                directory,
                "-p",
                $"{port}",
                "-c",
                "listen_addresses=127.0.0.1",
                // Sockets are files in a shared directory that an unprivileged user may not write to. TCP always works.
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=200",
                "-c",
                "logging_collector=off",
                "-c",
                "log_destination=stderr",
                "-c",
                "log_line_prefix=",
                "-c",
                "log_checkpoints=off",
                .. settings.SelectMany(setting => new[] { "-c", setting }),
            ],
            directory
        );
        return runAs is null ? server : runAs.Wrap(server);
    }

    private async Task InitializeAsync(string password, bool durable, CancellationToken cancellationToken)
    {
        // Created in another directory and moved, so that an interrupted first start leaves nothing that looks complete.
        var incomplete = directory + ".new";
        if (System.IO.Directory.Exists(incomplete))
        {
            System.IO.Directory.Delete(incomplete, recursive: true);
        }

        System.IO.Directory.CreateDirectory(incomplete);
        var passwordFile = directory + ".password";
        await WriteSecretAsync(passwordFile, password, cancellationToken);
        try
        {
            if (runAs is not null)
            {
                await runAs.TakeOwnershipAsync(incomplete, cancellationToken);
                await runAs.TakeOwnershipAsync(passwordFile, cancellationToken);
            }

            await RunInitDbAsync(incomplete, passwordFile, durable, cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        if (System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.Delete(directory); // empty
        }

        System.IO.Directory.Move(incomplete, directory);
    }

    private async Task RunInitDbAsync(string incomplete, string passwordFile, bool durable, CancellationToken cancellationToken)
    {
        var initdb = new ProcessCommand(
            binaries.InitDb,
            [
                "--pgdata",
                incomplete,
                "--username",
                SuperUser,
                "--pwfile",
                passwordFile,
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
                "--locale",
                "C",
                .. durable ? Array.Empty<string>() : ["--no-sync"],
            ],
            incomplete
        );
        var command = runAs is null ? initdb : runAs.Wrap(initdb);
        var result = await Cli.Wrap(command.FileName)
            .WithArguments(command.Arguments)
            .WithWorkingDirectory(command.WorkingDirectory)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        if (!result.IsSuccess)
        {
            throw new StartException(
                $"{binaries.InitDb} could not create the database files in {incomplete}: {Reason(result.StandardError)}"
            );
        }
    }

    private static async Task WriteSecretAsync(string file, string text, CancellationToken cancellationToken)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(file, options);
        await writer.WriteLineAsync(text.AsMemory(), cancellationToken);
    }

    /// <summary>initdb writes the cause first. Its last line only says that it removes its files.</summary>
    private static string Reason(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line =>
                line.Contains("error:", StringComparison.Ordinal) || line.Contains("FATAL:", StringComparison.Ordinal)
            )
            ?? lines.LastOrDefault()
            ?? "initdb printed no error message.";
    }
}
