using Npgsql;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.AppHost.Publishing;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Postgres;

/// <summary>The manager's database and, with the sample shop, the shop's analytics database.</summary>
internal sealed record Databases(
    IResourceBuilder<IResourceWithConnectionString> Waypost,
    IResourceBuilder<IResourceWithConnectionString>? Events
)
{
    private const string WaypostDb = "waypostdb";
    private const string EventsDb = "events";

    /// <exception cref="StartException">The requested PostgreSQL does not fit the data directory or this machine.</exception>
    public static async Task<Databases> AddToAsync(
        IDistributedApplicationBuilder builder,
        AppHostSettings settings,
        WaypostParameters parameters,
        WaypostRun run
    )
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return AzurePostgres.AddTo(builder, parameters);
        }
        if (settings.WaypostDb is { } connectionString)
        {
            return OnServer(builder, settings, connectionString);
        }
        if (
            await ChoosePostgres.EngineAsync(settings.Postgres, run.Directory, () => ContainerEngine.FindAsync(builder.Configuration))
            is not { } engine
        )
        {
            return AsProcess(builder, settings, parameters);
        }

        builder.Configuration[ContainerEngine.Setting] ??= engine;
        return InContainer(builder, settings, parameters, run.Directory);
    }

    private static Databases OnServer(IDistributedApplicationBuilder builder, AppHostSettings settings, string waypostDb)
    {
        if (settings.Demo && settings.EventsDb is null)
        {
            builder.Configuration[AppHostSettings.EventsDbSetting] = EventsOnServerOf(waypostDb);
        }
        return new(builder.AddConnectionString(WaypostDb), settings.Demo ? builder.AddConnectionString(EventsDb) : null);
    }

    private static Databases InContainer(
        IDistributedApplicationBuilder builder,
        AppHostSettings settings,
        WaypostParameters parameters,
        DataDirectory directory
    )
    {
        var server = builder
            .AddPostgres("postgres", password: parameters.PostgresPassword, port: settings.PostgresPort is 0 ? null : settings.PostgresPort)
            // Only the major version that wrote a volume can read it.
            .WithImageTag("17")
            .WithDataVolume($"waypost-{directory.Id}");
        return new(server.AddDatabase(WaypostDb), AddEvents(builder, settings, () => server.AddDatabase(EventsDb)));
    }

    private static Databases AsProcess(IDistributedApplicationBuilder builder, AppHostSettings settings, WaypostParameters parameters)
    {
        var isRandom = settings.PostgresPort is 0 || builder.Configuration["DcpPublisher:RandomizePorts"] is "true";
        var server = builder.AddLocalPostgres("postgres", parameters.PostgresPassword, isRandom ? Ports.FindFree() : settings.PostgresPort);
        return new(server.AddDatabase(WaypostDb), AddEvents(builder, settings, () => server.AddDatabase(EventsDb)));
    }

    private static IResourceBuilder<IResourceWithConnectionString>? AddEvents(
        IDistributedApplicationBuilder builder,
        AppHostSettings settings,
        Func<IResourceBuilder<IResourceWithConnectionString>> addDatabase
    ) =>
        !settings.Demo ? null
        : settings.EventsDb is null ? addDatabase()
        : builder.AddConnectionString(EventsDb);

    private static string EventsOnServerOf(string waypostDb)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(waypostDb) { Database = EventsDb }.ConnectionString;
        }
        catch (ArgumentException)
        {
            return waypostDb; // PrepareStart reports it
        }
    }
}
