using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Data;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Parts;

/// <summary>Where the two databases are, as connection strings.</summary>
internal sealed record Databases(string WaypostDb, string Events);

/// <summary>Which parts there are and what each is told: the same names as under Aspire.</summary>
/// <param name="settings">What LocalHost was told.</param>
/// <param name="secrets">What lets the parts trust each other.</param>
/// <param name="databases">Where the data is.</param>
/// <param name="snapshots">The directory below which each provider keeps its snapshots.</param>
/// <param name="statsPort">Nobody but the manager calls the stats worker, so any free port does.</param>
/// <param name="program">From a project's folder to how it is started.</param>
/// <param name="inherited">Variables to take away from what the parts inherit.</param>
internal sealed class Topology(
    Settings settings, Secrets secrets, Databases databases, string snapshots, int statsPort, Func<string, Launch> program, IReadOnlyDictionary<string, string?> inherited)
{
    internal Part Manager { get; } = new Recipe("manager", "Waypost.Manager", settings.ManagerUrl)
    {
        Demo = settings.Demo ? new() { ["ConnectionStrings__events"] = databases.Events, ["Waypost__DemoReaderPassword"] = secrets.ReaderPassword } : [],
        Variables =
        {
            ["ConnectionStrings__waypostdb"] = databases.WaypostDb,
            ["services__stats__http__0"] = Settings.Url(statsPort),
            ["Waypost__WebhookSecret"] = secrets.WebhookSecret,
            ["Waypost__DataProtectionSecret"] = secrets.DataProtectionSecret,
            ["Waypost__Bootstrap__AdminEmail"] = secrets.AdminEmail,
            ["Waypost__Bootstrap__AdminPassword"] = secrets.AdminPassword,
            ["Waypost__Bootstrap__AdminToken"] = secrets.AdminToken,
            ["Waypost__Bootstrap__ServerKey"] = secrets.ServerKey,
            ["Waypost__Bootstrap__ClientKey"] = secrets.ClientKey,
            ["Waypost__Demo"] = settings.Demo ? "true" : "false",
        },
    }.Make(program, inherited);

    /// <summary>Those that start once the manager is healthy.</summary>
    internal IReadOnlyList<Part> Others { get; } =
    [
        .. Enumerable.Range(1, settings.Providers).Select(number => new Recipe($"provider-{number}", "Waypost.FlagProvider", settings.ProviderUrl(number), service: "provider")
        {
            Variables =
            {
                ["services__manager__http__0"] = settings.ManagerUrl,
                ["Waypost__ManagerUrl"] = settings.ManagerUrl,
                ["Waypost__WebhookSecret"] = secrets.WebhookSecret,
                ["Waypost__SnapshotDirectory"] = Path.Combine(snapshots, $"provider-{number}"),
            },
        }.Make(program, inherited)),
        new Recipe("stats", "Waypost.Stats", Settings.Url(statsPort))
        {
            Variables =
            {
                ["ConnectionStrings__waypostdb"] = databases.WaypostDb,
                ["Waypost__WebhookSecret"] = secrets.WebhookSecret,
                ["Waypost__DataProtectionSecret"] = secrets.DataProtectionSecret,
                ["Waypost__Stats__AllowPrivateNetworks"] = "true",
            },
        }.Make(program, inherited),
        .. settings.Demo ? [Shop(settings, secrets, databases).Make(program, inherited)] : Array.Empty<Part>(),
    ];

    private static Recipe Shop(Settings settings, Secrets secrets, Databases databases) => new("solarflare", "samples/SolarFlare", settings.SampleUrl)
    {
        Variables =
        {
            ["Waypost__SdkKey"] = secrets.ServerKey,
            ["Waypost__ProviderUrl"] = settings.ProviderUrl(1),
            ["ConnectionStrings__events"] = databases.Events,
            ["Demo__History"] = "true",
            ["Demo__VisitorsPerMinute"] = "12",
            ["Demo__ReaderPassword"] = secrets.ReaderPassword,
        },
    };

    private sealed class Recipe(string name, string project, string url, string? service = null)
    {
        internal Dictionary<string, string?> Variables { get; } = new()
        {
            ["ASPNETCORE_URLS"] = url,
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["OTEL_SERVICE_NAME"] = service ?? name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={name}",
        };

        /// <summary>Told only where there is a shop.</summary>
        internal Dictionary<string, string?> Demo { get; init; } = [];

        internal Part Make(Func<string, Launch> program, IReadOnlyDictionary<string, string?> inherited)
        {
            var environment = new Dictionary<string, string?>(inherited);
            foreach (var (variable, value) in Variables.Concat(Demo))
            {
                environment[variable] = value;
            }

            return new(name, url, program(project) with { Environment = environment }, HttpHealth.Of(url));
        }
    }
}
