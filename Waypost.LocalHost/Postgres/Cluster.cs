using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Postgres;

/// <summary>A PostgreSQL data directory: made once, then started from.</summary>
internal sealed class Cluster(string directory, PostgresBinaries binaries, UnprivilegedUser? runAs)
{
    internal const string SuperUser = "postgres";

    internal string Directory => directory;

    /// <returns>The major version that wrote the data directory; <see langword="null"/> if there is none yet.</returns>
    internal static int? MajorOf(string directory)
    {
        var file = Path.Combine(directory, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    /// <summary>Makes the files if there are none; otherwise sees to it that nobody else runs on them.</summary>
    /// <exception cref="StartFault">There is something else in the directory.</exception>
    internal async Task PrepareAsync(string password, bool durable, CancellationToken cancellation)
    {
        if (MajorOf(directory) is not null)
        {
            await PostmasterFile.ClearAsync(directory, TimeProvider.System, cancellation);
            return;
        }

        if (System.IO.Directory.Exists(directory) && System.IO.Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new StartFault($"{directory} holds something, but no PostgreSQL database (PG_VERSION is missing): put it back from a backup, or delete it to start over.");
        }

        await InitialiseAsync(password, durable, cancellation);
    }

    /// <param name="password">The superuser's.</param>
    /// <param name="durable">False for data that is thrown away: nothing waits for the disk.</param>
    /// <param name="cancellation">Ends initdb; what it left is removed by the next try.</param>
    internal async Task InitialiseAsync(string password, bool durable, CancellationToken cancellation)
    {
        // Made beside and moved, so that an interrupted first start leaves nothing that looks finished.
        var fresh = directory + ".new";
        if (System.IO.Directory.Exists(fresh))
        {
            System.IO.Directory.Delete(fresh, recursive: true);
        }

        System.IO.Directory.CreateDirectory(fresh);
        var passwordFile = directory + ".password";
        await WriteSecretAsync(passwordFile, password, cancellation);
        if (runAs is not null)
        {
            await runAs.OwnAsync(fresh, cancellation);
            await runAs.OwnAsync(passwordFile, cancellation);
        }

        try
        {
            var initdb = Cli.Wrap(binaries.InitDb)
                .WithArguments(["--pgdata", fresh, "--username", SuperUser, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", .. durable ? Array.Empty<string>() : ["--no-sync"]])
                .WithWorkingDirectory(fresh)
                .WithValidation(CommandResultValidation.None);
            var result = await (runAs is null ? initdb : initdb.WithCredentials(c => c.SetUserName(runAs.Name))).ExecuteBufferedAsync(cancellation);
            if (!result.IsSuccess)
            {
                throw new StartFault($"{binaries.InitDb} could not make the database files in {fresh}: {LastLine(result.StandardError)}");
            }
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

    internal Launch Server(int port, params IReadOnlyList<string> settings) =>
        new(binaries.Postgres,
        [
            "-D", directory, "-p", $"{port}",
            "-c", "listen_addresses=127.0.0.1",
            // Sockets are files in a shared place that an unprivileged user may not write to; TCP does for everyone.
            "-c", "unix_socket_directories=",
            "-c", "max_connections=200",
            "-c", "logging_collector=off",
            "-c", "log_destination=stderr",
            "-c", "log_line_prefix=",
            "-c", "log_checkpoints=off",
            .. settings.SelectMany(s => new[] { "-c", s }),
        ])
        {
            WorkingDirectory = directory,
            RunAs = runAs,
            EndSignal = Signal.Interrupt, // a fast shutdown: sessions end, everything is written
        };

    private static async Task WriteSecretAsync(string file, string text, CancellationToken cancellation)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(file, options);
        await writer.WriteLineAsync(text.AsMemory(), cancellation);
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : "it gave no reason.";
}
