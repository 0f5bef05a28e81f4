using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;

namespace Waypost.AppHost.Running;

/// <summary>
/// Checks and prepares everything that the resources need. It is the first hosted service, so it runs before any of them: an error here
/// stops the app host with a message that explains it, while a later one would only be visible in the dashboard.
/// </summary>
internal sealed partial class PrepareStart(
    AppHostSettings settings,
    DataDirectory directory,
    Lazy<Secrets> secrets,
    PostgresSources sources,
    DistributedApplicationModel model,
    IConfiguration configuration,
    ILogger<PrepareStart> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Acquire();
        if (configuration["DcpPublisher:RandomizePorts"] is not "true")
        {
            Ports.EnsureFree(Ports.Planned(settings, configuration));
        }
        _ = secrets.Value;
        if (model.Resources.OfType<LocalPostgresResource>().SingleOrDefault() is { } server)
        {
            await PrepareFilesAsync(server, cancellationToken);
            directory.SetPostgres(PostgresChoice.Local);
        }
        else if (model.Resources.OfType<PostgresServerResource>().Any())
        {
            directory.SetPostgres(PostgresChoice.Container);
        }

        await EnsureExistingDatabasesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareFilesAsync(LocalPostgresResource server, CancellationToken cancellationToken)
    {
        var user = await UnprivilegedUser.ForPostgresAsync(cancellationToken);
        var home = await PostgresLocation.FindAsync(directory.Path, directory.Id, user, Report, cancellationToken);
        var files = Path.Combine(home, "postgres");
        var binaries = await sources.FindAsync(files, home, user, Report, cancellationToken) ?? throw NoPostgres();
        if (PostgresFiles.MajorOf(files) is null)
        {
            Log.Initializing(log, binaries.Major, binaries.Directory, files);
        }
        server.Files = new(files, binaries, user);
        await server.Files.PrepareAsync(secrets.Value.PostgresPassword, durable: true, cancellationToken);

        var command = server.Files.ServerCommand(server.Port);
        var executable = server.Annotations.OfType<ExecutableAnnotation>().Last();
        (executable.Command, executable.WorkingDirectory) = (command.FileName, command.WorkingDirectory);
    }

    /// <summary>An existing server must answer, be recent enough, and have the databases or allow creating them.</summary>
    private async Task EnsureExistingDatabasesAsync(CancellationToken cancellationToken)
    {
        foreach (var setting in new[] { AppHostSettings.WaypostDbSetting, AppHostSettings.EventsDbSetting })
        {
            if (setting == AppHostSettings.EventsDbSetting && !settings.Demo)
            {
                continue;
            }
            if (configuration[setting] is { Length: > 0 } connectionString)
            {
                await new ServerConnection(connectionString, setting).EnsureDatabaseAsync(cancellationToken);
            }
        }
    }

    private void Report(string line) => Log.Progress(log, line);

    private static StartException NoPostgres() =>
        new(
            $"Waypost needs PostgreSQL {PostgresBinaries.OldestMajor} or later and found none. Do one of these: install PostgreSQL; "
                + "install npm, so that Waypost can download PostgreSQL; start Docker or Podman; or set "
                + $"--{AppHostSettings.WaypostDbSetting} to an existing database."
        );

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Creating the database files with PostgreSQL {Major} from {Programs} in {Files} (once)"
        )]
        public static partial void Initializing(ILogger logger, int major, string programs, string files);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
        public static partial void Progress(ILogger logger, string line);
    }
}
