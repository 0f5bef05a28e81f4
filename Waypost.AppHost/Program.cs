using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;
using Waypost.AppHost.Publishing;
using Waypost.AppHost.Running;

// The whole system in one file. docs/running.md explains the options; each service's document explains its variables.
try
{
    var builder = DistributedApplication.CreateBuilder(
        new DistributedApplicationOptions { Args = args, TrustDeveloperCertificate = false }
    );
    var settings = AppHostSettings.Read(builder, args);
    var run = WaypostRun.AddTo(builder, settings);
    var parameters = WaypostParameters.AddTo(builder, () => run.Secrets);
    var databases = await Databases.AddToAsync(builder, settings, parameters, run);

    var manager = builder
        .AddProject<Projects.Waypost_Manager>("manager", launchProfileName: null)
        .WithPublicEndpoint(settings.ManagerPort)
        .WithLinks("Manager", ("REST API", "/api/docs"))
        .WithReference(databases.Waypost)
        .WaitFor(databases.Waypost)
        .WithEnvironment("Waypost__WebhookSecret", parameters.WebhookSecret)
        .WithEnvironment("Waypost__DataProtectionSecret", parameters.DataProtectionSecret)
        .WithEnvironment("Waypost__Bootstrap__AdminEmail", parameters.AdminEmail)
        .WithEnvironment("Waypost__Bootstrap__AdminPassword", parameters.AdminPassword)
        .WithEnvironment("Waypost__Bootstrap__AdminToken", parameters.AdminToken)
        .WithEnvironment("Waypost__Bootstrap__ServerKey", parameters.ServerKey)
        .WithEnvironment("Waypost__Bootstrap__ClientKey", parameters.ClientKey)
        .WithEnvironment("Waypost__Demo", databases.Events is null ? "false" : "true")
        .AsService(replicas: settings.Managers)
        .PublishToContainerApps(
            new()
            {
                MinReplicas = 1,
                MaxReplicas = 4,
                Scale = ScaleRule.ConcurrentRequests(50),
            }
        );

    var provider = builder
        .AddProject<Projects.Waypost_FlagProvider>("provider", launchProfileName: null)
        .WithPublicEndpoint(settings.ProviderPort)
        .WithLinks("Flag provider")
        .WithReference(manager)
        .WithEnvironment("Waypost__ManagerUrl", manager.GetEndpoint("http"))
        .WithEnvironment("Waypost__WebhookSecret", parameters.WebhookSecret)
        .WithSnapshotDirectory(run)
        .AsService(replicas: settings.Providers)
        .PublishToContainerApps(
            new()
            {
                MinReplicas = 2,
                MaxReplicas = 8,
                Scale = ScaleRule.ConcurrentRequests(2000),
                Directory = "/var/lib/waypost",
                // On Container Apps a replica has no address of its own, so webhooks would fail. The long poll delivers all changes.
                Variables = new Dictionary<string, string>
                {
                    ["Waypost__SnapshotDirectory"] = "/var/lib/waypost",
                    ["Waypost__CallbackUrl"] = "none",
                },
            }
        );

    var stats = builder
        .AddProject<Projects.Waypost_Stats>("stats", launchProfileName: null)
        .WithHttpEndpoint(name: "http")
        .WithLinks("Stats worker")
        .WithReference(databases.Waypost)
        .WaitFor(databases.Waypost)
        .WithEnvironment("Waypost__WebhookSecret", parameters.WebhookSecret)
        .WithEnvironment("Waypost__DataProtectionSecret", parameters.DataProtectionSecret)
        .WithEnvironment("Waypost__Stats__AllowPrivateNetworks", "true")
        .AsService(replicas: settings.Workers)
        .PublishToContainerApps(
            new()
            {
                MinReplicas = 1,
                MaxReplicas = 4,
                Scale = ScaleRule.Cpu(percent: 70),
            }
        );
    manager.WithReference(stats).WithEnvironment("Waypost__ProviderUrl", provider.GetEndpoint("http"));

    if (databases.Events is { } events)
    {
        // The manager stores the connection to the shop's analytics database. The stats worker reads it with a read-only login.
        manager.WithReference(events).WithEnvironment("Waypost__DemoReaderPassword", parameters.ReaderPassword);
        builder
            .AddProject<Projects.SolarFlare>("solarflare", launchProfileName: null)
            .WithPublicEndpoint(settings.SamplePort)
            .WithLinks("SolarFlare, the shop")
            .WithReference(events)
            .WaitFor(events)
            .WaitFor(provider)
            .WithEnvironment("Waypost__SdkKey", parameters.ServerKey)
            .WithEnvironment("Waypost__ProviderUrl", provider.GetEndpoint("http"))
            .WithEnvironment("Demo__History", "true")
            .WithEnvironment("Demo__VisitorsPerMinute", "12")
            .WithEnvironment("Demo__ReaderPassword", parameters.ReaderPassword)
            .AsService(replicas: 1);
    }

    await using var app = builder.Build();
    return await run.RunAsync(app);
}
catch (StartException exception)
{
    foreach (var sentence in exception.Sentences)
    {
        await Console.Error.WriteLineAsync(sentence);
    }
    return 1;
}
