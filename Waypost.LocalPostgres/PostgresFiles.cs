using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.LocalPostgres;

/// <summary>A PostgreSQL data directory: made once, then started from.</summary>
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
    /// Makes the files if there are none; otherwise ends a server that a crash left running on them. Call it only while holding the data
    /// directory.
    /// </summary>
    /// <param name="password">The superuser's, used when the files are made.</param>
    /// <param name="durable">False for data that is thrown away: nothing waits for the disk.</param>
    /// <param name="cancellationToken">Cancels; what is half made is removed by the next call.</param>
    /// <exception cref="StartException">There is something else in the directory, or initdb failed.</exception>
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
                $"{directory} is not empty, but holds no PostgreSQL database (PG_VERSION is missing): restore it from a "
                    + "backup, or delete it to start over."
            );
        }

        await InitializeAsync(password, durable, cancellationToken);
    }

    /// <summary>The server on 127.0.0.1. It ends in good order on an interrupt.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="settings">More of PostgreSQL's settings, as <c>name=value</c>.</param>
    public ServerCommand Server(int port, params IReadOnlyList<string> settings)
    {
        var server = new ServerCommand(
            binaries.Postgres,
            [
                "-D",
                directory,
                "-p",
                $"{port}",
                "-c",
                "listen_addresses=127.0.0.1",
                // Sockets are files in a shared place that an unprivileged user may not write to; TCP does for everyone.
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
        return runAs is null ? server : runAs.Run(server);
    }

    private async Task InitializeAsync(string password, bool durable, CancellationToken cancellationToken)
    {
        // Made beside and moved, so that an interrupted first start leaves nothing that looks finished.
        var fresh = directory + ".new";
        if (System.IO.Directory.Exists(fresh))
        {
            System.IO.Directory.Delete(fresh, recursive: true);
        }

        System.IO.Directory.CreateDirectory(fresh);
        var passwordFile = directory + ".password";
        await WriteSecretAsync(passwordFile, password, cancellationToken);
        try
        {
            if (runAs is not null)
            {
                await runAs.OwnAsync(fresh, cancellationToken);
                await runAs.OwnAsync(passwordFile, cancellationToken);
            }

            await RunInitDbAsync(fresh, passwordFile, durable, cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        if (System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.Delete(directory); // empty
        }

        System.IO.Directory.Move(fresh, directory);
    }

    private async Task RunInitDbAsync(string fresh, string passwordFile, bool durable, CancellationToken cancellationToken)
    {
        var initdb = new ServerCommand(
            binaries.InitDb,
            [
                "--pgdata",
                fresh,
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
            fresh
        );
        var command = runAs is null ? initdb : runAs.Run(initdb);
        var result = await Cli.Wrap(command.FileName)
            .WithArguments(command.Arguments)
            .WithWorkingDirectory(command.WorkingDirectory)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        if (!result.IsSuccess)
        {
            throw new StartException($"{binaries.InitDb} could not make the database files in {fresh}: {Reason(result.StandardError)}");
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

    /// <summary>initdb names the cause first and says last that it removes what it made.</summary>
    private static string Reason(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line =>
                line.Contains("error:", StringComparison.Ordinal) || line.Contains("FATAL:", StringComparison.Ordinal)
            )
            ?? lines.LastOrDefault()
            ?? "it gave no reason.";
    }
}
