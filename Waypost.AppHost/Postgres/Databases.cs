using Npgsql;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.AppHost.Publishing;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Postgres;

/// <summary>PostgreSQL, the only server Waypost needs: the manager's database and, with the sample shop, the shop's events.</summary>
internal sealed record Databases(
    IResourceBuilder<IResourceWithConnectionString> Waypost,
    IResourceBuilder<IResourceWithConnectionString>? Events
)
{
    private const string WaypostDb = "waypostdb";
    private const string EventsDb = "events";

    /// <exception cref="StartException">What was asked for does not fit the data directory or this machine.</exception>
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
        if (settings.WaypostDb is { } given)
        {
            return OnServer(builder, settings, given);
        }
        if (
            await ChoosePostgres.EngineAsync(settings.Postgres, run.Directory, () => ContainerEngine.FindAsync(builder.Configuration))
            is not { } engine
        )
        {
            return OnThisMachine(builder, settings, parameters);
        }

        builder.Configuration[ContainerEngine.Setting] ??= engine;
        return InContainer(builder, settings, parameters, run.Directory);
    }

    private static Databases OnServer(IDistributedApplicationBuilder builder, AppHostSettings settings, string waypostDb)
    {
        if (settings.Demo && settings.EventsDb is null)
        {
            builder.Configuration[AppHostSettings.EventsDbSetting] = EventsBeside(waypostDb);
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
            // The volume is read by the major version that wrote it only.
            .WithImageTag("17")
            .WithDataVolume($"waypost-{directory.Id}");
        return new(server.AddDatabase(WaypostDb), AddEvents(builder, settings, () => server.AddDatabase(EventsDb)));
    }

    private static Databases OnThisMachine(IDistributedApplicationBuilder builder, AppHostSettings settings, WaypostParameters parameters)
    {
        var isRandom = settings.PostgresPort is 0 || builder.Configuration["DcpPublisher:RandomizePorts"] is "true";
        var server = builder.AddLocalPostgres("postgres", parameters.PostgresPassword, isRandom ? Ports.AnyFree() : settings.PostgresPort);
        return new(server.AddDatabase(WaypostDb), AddEvents(builder, settings, () => server.AddDatabase(EventsDb)));
    }

    private static IResourceBuilder<IResourceWithConnectionString>? AddEvents(
        IDistributedApplicationBuilder builder,
        AppHostSettings settings,
        Func<IResourceBuilder<IResourceWithConnectionString>> beside
    ) =>
        !settings.Demo ? null
        : settings.EventsDb is null ? beside()
        : builder.AddConnectionString(EventsDb);

    private static string EventsBeside(string waypostDb)
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
}
