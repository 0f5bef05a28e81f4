using Npgsql;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.AppHost.Publishing;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Postgres;

/// <summary>PostgreSQL, the only server Waypost needs: the manager's database and, with the sample shop, the shop's events.</summary>
sealed record Databases(IResourceBuilder<IResourceWithConnectionString> Waypost, IResourceBuilder<IResourceWithConnectionString>? Events)
{
    const string WaypostDb = "waypostdb";
    const string EventsDb = "events";

    /// <exception cref="StartException">What was asked for does not fit the data directory or this machine.</exception>
    public static async Task<Databases> AddToAsync(
        IDistributedApplicationBuilder builder, AppHostSettings settings, WaypostParameters parameters, WaypostRun run)
    {
        if (!builder.ExecutionContext.IsRunMode) return AzurePostgres.AddTo(builder, parameters);
        if (settings.WaypostDb is { } given) return OnServer(builder, settings, given);
        return await ChooseAsync(builder, settings, run.Directory) == PostgresChoice.Container
            ? InContainer(builder, settings, parameters, run.Directory)
            : OnThisMachine(builder, settings, parameters);
    }

    static Databases OnServer(IDistributedApplicationBuilder builder, AppHostSettings settings, string waypostDb)
    {
        if (settings.Demo && settings.EventsDb is null) builder.Configuration[AppHostSettings.EventsDbSetting] = EventsBeside(waypostDb);
        return new(builder.AddConnectionString(WaypostDb), settings.Demo ? builder.AddConnectionString(EventsDb) : null);
    }

    static Databases InContainer(IDistributedApplicationBuilder builder, AppHostSettings settings, WaypostParameters parameters, DataDirectory directory)
    {
        var server = builder.AddPostgres("postgres", password: parameters.PostgresPassword, port: settings.PostgresPort is 0 ? null : settings.PostgresPort)
            // The volume is read by the major version that wrote it only.
            .WithImageTag("17")
            .WithDataVolume($"waypost-{directory.Id}");
        return new(server.AddDatabase(WaypostDb), AddEvents(builder, settings, () => server.AddDatabase(EventsDb)));
    }

    static Databases OnThisMachine(IDistributedApplicationBuilder builder, AppHostSettings settings, WaypostParameters parameters)
    {
        var isRandom = settings.PostgresPort is 0 || builder.Configuration["DcpPublisher:RandomizePorts"] is "true";
        var server = builder.AddLocalPostgres("postgres", parameters.PostgresPassword, isRandom ? Ports.AnyFree() : settings.PostgresPort);
        return new(server.AddDatabase(WaypostDb), AddEvents(builder, settings, () => server.AddDatabase(EventsDb)));
    }

    static IResourceBuilder<IResourceWithConnectionString>? AddEvents(
        IDistributedApplicationBuilder builder, AppHostSettings settings, Func<IResourceBuilder<IResourceWithConnectionString>> beside) =>
        !settings.Demo ? null : settings.EventsDb is null ? beside() : builder.AddConnectionString(EventsDb);

    static async Task<PostgresChoice> ChooseAsync(IDistributedApplicationBuilder builder, AppHostSettings settings, DataDirectory directory)
    {
        var made = directory.Postgres;
        if (settings.Postgres != PostgresChoice.Auto && made is not null && made != settings.Postgres)
        {
            throw new StartException(
                $"The database of {directory.Path} was made with --Postgres {Word(made.Value)}: leave out --Postgres {Word(settings.Postgres)}, or start with another --DataDirectory.");
        }

        var wanted = made ?? settings.Postgres;
        if (wanted == PostgresChoice.Local) return PostgresChoice.Local;
        var engine = await ContainerEngine.FindAsync(builder.Configuration);
        if (engine is not null)
        {
            builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] ??= engine;
            return PostgresChoice.Container;
        }

        return wanted == PostgresChoice.Auto ? PostgresChoice.Local : throw new StartException(made is null
            ? "--Postgres container needs a container engine, and neither Docker nor Podman answers: start one of them, or leave the option out."
            : $"The database of {directory.Path} was made in a container, and neither Docker nor Podman answers: start one of them, or start with another --DataDirectory.");
    }

    static string EventsBeside(string waypostDb)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(waypostDb) { Database = EventsDb }.ConnectionString;
        }
        catch (ArgumentException)
        {
            return waypostDb; // reported before the first resource starts
        }
    }

    static string Word(PostgresChoice choice) => choice.ToString().ToLowerInvariant();
}
