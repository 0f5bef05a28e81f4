using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Configuration;

/// <summary>Which PostgreSQL a run uses if no connection string is set.</summary>
internal enum PostgresChoice
{
    /// <summary>The one the data was created with. For new data a container if a container engine answers, else a local server.</summary>
    Auto,

    Container,

    /// <summary>A PostgreSQL that is installed, or downloaded with npm, and run by the app host.</summary>
    Local,
}

/// <summary>Settings from the command line (<c>--Providers 3</c>), the environment or appsettings.json.</summary>
internal sealed record AppHostSettings
{
    public const string WaypostDbSetting = "ConnectionStrings:waypostdb";
    public const string EventsDbSetting = "ConnectionStrings:events";

    private const int HighestPort = 65535;
    private const int MostReplicas = 64;

    /// <summary>Full path of the directory with secrets, snapshots and the files of a local PostgreSQL.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>0 = any free port, as for the ports below.</summary>
    public int ManagerPort { get; init; } = 3000;

    /// <summary>One port for all replicas.</summary>
    public int ProviderPort { get; init; } = 5050;

    public int SamplePort { get; init; } = 5080;

    /// <summary>PostgreSQL listens on 127.0.0.1 only.</summary>
    public int PostgresPort { get; init; } = 54320;

    public int Managers { get; init; } = 1;

    public int Providers { get; init; } = 2;

    public int Workers { get; init; } = 1;

    /// <summary>Whether to run the SolarFlare shop with its flags, events and two experiments.</summary>
    public bool Demo { get; init; } = true;

    public PostgresChoice Postgres { get; init; }

    /// <summary>Connection string of an existing database for the manager.</summary>
    public string? WaypostDb { get; init; }

    /// <summary>Connection string of an existing database for the shop's events.</summary>
    public string? EventsDb { get; init; }

    /// <exception cref="StartException">Lists every invalid setting.</exception>
    public static AppHostSettings Read(IDistributedApplicationBuilder builder, IReadOnlyList<string> args)
    {
        // When publishing, tools such as azd pass options of their own.
        if (builder.ExecutionContext.IsRunMode)
        {
            CommandLineCheck.Check(args);
        }
        return Read(builder.Configuration, Path.Combine(builder.AppHostDirectory, "..", ".waypost"));
    }

    /// <param name="configuration">The configuration of the app host.</param>
    /// <param name="defaultDataDirectory">Used unless <c>DataDirectory</c> is set.</param>
    /// <exception cref="StartException">Lists every invalid setting.</exception>
    public static AppHostSettings Read(IConfiguration configuration, string defaultDataDirectory)
    {
        var reader = new SettingsReader(configuration);
        var defaults = new AppHostSettings { DataDirectory = defaultDataDirectory };
        var settings = new AppHostSettings
        {
            DataDirectory = Path.GetFullPath(reader.Text(nameof(DataDirectory)) ?? defaultDataDirectory),
            ManagerPort = reader.Number(nameof(ManagerPort), defaults.ManagerPort, 0, HighestPort),
            ProviderPort = reader.Number(nameof(ProviderPort), defaults.ProviderPort, 0, HighestPort),
            SamplePort = reader.Number(nameof(SamplePort), defaults.SamplePort, 0, HighestPort),
            PostgresPort = reader.Number(nameof(PostgresPort), defaults.PostgresPort, 0, HighestPort),
            Managers = reader.Number(nameof(Managers), defaults.Managers, 1, MostReplicas),
            Providers = reader.Number(nameof(Providers), defaults.Providers, 1, MostReplicas),
            Workers = reader.Number(nameof(Workers), defaults.Workers, 1, MostReplicas),
            Demo = reader.Boolean(nameof(Demo), defaults.Demo),
            Postgres = reader.Choice(nameof(Postgres), defaults.Postgres),
            WaypostDb = reader.Text(WaypostDbSetting),
            EventsDb = reader.Text(EventsDbSetting),
        };
        reader.ThrowIfInvalid();
        return settings;
    }
}
