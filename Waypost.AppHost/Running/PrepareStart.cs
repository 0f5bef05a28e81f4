using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;

namespace Waypost.AppHost.Running;

/// <summary>
/// What must be in order before the first resource starts: the first hosted service of all. A fault here ends the app host with one
/// clear sentence; later it would be a red line in the dashboard beside a console that says nothing.
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
        directory.Hold();
        if (configuration["DcpPublisher:RandomizePorts"] is not "true")
        {
            Ports.EnsureFree(Ports.Of(settings, configuration));
        }
        _ = secrets.Value;
        if (model.Resources.OfType<LocalPostgresResource>().SingleOrDefault() is { } server)
        {
            await PrepareFilesAsync(server, cancellationToken);
            directory.Remember(PostgresChoice.Local);
        }
        else if (model.Resources.OfType<PostgresServerResource>().Any())
        {
            directory.Remember(PostgresChoice.Container);
        }

        await EnsureGivenDatabasesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareFilesAsync(LocalPostgresResource server, CancellationToken cancellationToken)
    {
        var user = await UnprivilegedUser.ForPostgresAsync(cancellationToken);
        var home = await PostgresHome.FindAsync(directory.Path, directory.Id, user, Report, cancellationToken);
        var files = Path.Combine(home, "postgres");
        var binaries = await sources.FindAsync(files, home, user, Report, cancellationToken) ?? throw NoPostgres();
        if (PostgresFiles.MajorOf(files) is null)
        {
            Log.Initializing(log, binaries.Major, binaries.Directory, files);
        }
        server.Files = new(files, binaries, user);
        await server.Files.PrepareAsync(secrets.Value.PostgresPassword, durable: true, cancellationToken);

        var command = server.Files.Server(server.Port);
        var executable = server.Annotations.OfType<ExecutableAnnotation>().Last();
        (executable.Command, executable.WorkingDirectory) = (command.FileName, command.WorkingDirectory);
    }

    /// <summary>A server of the user's own: it must answer, be new enough, and have the databases or let them be created.</summary>
    private async Task EnsureGivenDatabasesAsync(CancellationToken cancellationToken)
    {
        foreach (var setting in new[] { AppHostSettings.WaypostDbSetting, AppHostSettings.EventsDbSetting })
        {
            if (setting == AppHostSettings.EventsDbSetting && !settings.Demo)
            {
                continue;
            }
            if (configuration[setting] is { Length: > 0 } given)
            {
                await new ServerConnection(given, setting).EnsureDatabaseAsync(cancellationToken);
            }
        }
    }

    private void Report(string line) => Log.Progress(log, line);

    private static StartException NoPostgres() =>
        new(
            $"Waypost needs PostgreSQL {PostgresBinaries.OldestMajor} or later and found none. Any of these will do: "
                + "install PostgreSQL; install npm, by which Waypost fetches it; start Docker or Podman; "
                + $"or name an existing database with --{AppHostSettings.WaypostDbSetting}."
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
