using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Configuration;

/// <summary>Which PostgreSQL a run uses unless a connection string names one.</summary>
internal enum PostgresChoice
{
    /// <summary>What the data was made with; for new data a container if an engine answers, else a server on this machine.</summary>
    Auto,

    Container,

    /// <summary>An installed PostgreSQL, or one that npm fetches, run by the app host.</summary>
    Local,
}

/// <summary>What can be set on the command line (<c>--Providers 3</c>), in the environment or in appsettings.json.</summary>
internal sealed record AppHostSettings
{
    public const string WaypostDbSetting = "ConnectionStrings:waypostdb";
    public const string EventsDbSetting = "ConnectionStrings:events";

    private const int HighestPort = 65535;
    private const int MostReplicas = 64;

    /// <summary>Full path. What belongs to the data (secrets, snapshots, an embedded PostgreSQL's files) is kept here.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>0 = any free port, here and below.</summary>
    public int ManagerPort { get; init; } = 3000;

    /// <summary>One address for all replicas.</summary>
    public int ProviderPort { get; init; } = 5050;

    public int SamplePort { get; init; } = 5080;

    /// <summary>Of PostgreSQL, on 127.0.0.1 only.</summary>
    public int PostgresPort { get; init; } = 54320;

    public int Managers { get; init; } = 1;

    public int Providers { get; init; } = 2;

    public int Workers { get; init; } = 1;

    /// <summary>The SolarFlare shop, its flags, its events, two experiments.</summary>
    public bool Demo { get; init; } = true;

    public PostgresChoice Postgres { get; init; }

    /// <summary>An existing server's database to use.</summary>
    public string? WaypostDb { get; init; }

    /// <summary>Likewise for the shop's events.</summary>
    public string? EventsDb { get; init; }

    /// <exception cref="StartException">Lists everything that is wrong.</exception>
    public static AppHostSettings Read(IDistributedApplicationBuilder builder, IReadOnlyList<string> args)
    {
        // Publishing is asked for by tools (azd, the Aspire CLI), which pass options of their own.
        if (builder.ExecutionContext.IsRunMode)
        {
            CommandLineCheck.Check(args);
        }
        return Read(builder.Configuration, Path.Combine(builder.AppHostDirectory, "..", ".waypost"));
    }

    /// <param name="configuration">The app host's.</param>
    /// <param name="defaultDataDirectory">Used unless <c>DataDirectory</c> is set.</param>
    /// <exception cref="StartException">Lists everything that is wrong.</exception>
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
            Demo = reader.Truth(nameof(Demo), defaults.Demo),
            Postgres = reader.Choice(nameof(Postgres), defaults.Postgres),
            WaypostDb = reader.Text(WaypostDbSetting),
            EventsDb = reader.Text(EventsDbSetting),
        };
        reader.ThrowIfFaulty();
        return settings;
    }
}
