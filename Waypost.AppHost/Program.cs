using Waypost.AppHost;

// The whole system on one page. docs/deployment.md says what each variable is for; Waypost.LocalHost passes the same ones.
var builder = DistributedApplication.CreateBuilder(args);
var settings = Settings.Of(builder);
var secrets = Secrets.AddTo(builder);
var databases = Databases.AddTo(builder, settings);
builder.AddPublishTarget(settings.Target);

var manager = builder.AddProject<Projects.Waypost_Manager>("manager", launchProfileName: null)
    .Open(settings.ManagerPort, settings)
    .WithReference(databases.Waypost)
    .WaitFor(databases.Waypost)
    .WithEnvironment("Waypost__WebhookSecret", secrets.Webhook)
    .WithEnvironment("Waypost__DataProtectionSecret", secrets.DataProtection)
    .WithEnvironment("Waypost__Bootstrap__AdminEmail", secrets.AdminEmail)
    .WithEnvironment("Waypost__Bootstrap__AdminPassword", secrets.AdminPassword)
    .WithEnvironment("Waypost__Bootstrap__AdminToken", secrets.AdminToken)
    .WithEnvironment("Waypost__Bootstrap__ServerKey", secrets.ServerKey)
    .WithEnvironment("Waypost__Bootstrap__ClientKey", secrets.ClientKey)
    .WithEnvironment("Waypost__Demo", settings.Demo ? "true" : "false")
    .AsService(settings, replicas: settings.Managers, atMost: 4);

var provider = builder.AddProject<Projects.Waypost_FlagProvider>("provider", launchProfileName: null)
    .Open(settings.ProviderPort, settings)
    .WithReference(manager)
    .WithEnvironment("Waypost__ManagerUrl", manager.GetEndpoint("http"))
    .WithEnvironment("Waypost__WebhookSecret", secrets.Webhook)
    .AsService(settings, replicas: settings.Providers, atMost: 8);

var stats = builder.AddProject<Projects.Waypost_Stats>("stats", launchProfileName: null)
    .WithHttpEndpoint(name: "http")
    .WithReference(databases.Waypost)
    .WaitFor(databases.Waypost)
    .WithEnvironment("Waypost__WebhookSecret", secrets.Webhook)
    .WithEnvironment("Waypost__DataProtectionSecret", secrets.DataProtection)
    .WithEnvironment("Waypost__Stats__AllowPrivateNetworks", "true")
    .AsService(settings, replicas: settings.Workers, atMost: 4);
manager.WithReference(stats);

if (databases.Events is { } events)
{
    // The manager learns where the shop's events are; it is the stats worker that reads them, with a login that may do nothing else.
    manager.WithReference(events).WithEnvironment("Waypost__DemoReaderPassword", secrets.ReaderPassword);
    builder.AddProject<Projects.SolarFlare>("solarflare", launchProfileName: null)
        .Open(settings.SamplePort, settings)
        .WithReference(events)
        .WaitFor(events)
        .WithEnvironment("Waypost__SdkKey", secrets.ServerKey)
        .WithEnvironment("Waypost__ProviderUrl", provider.GetEndpoint("http"))
        .WithEnvironment("Demo__History", "true")
        .WithEnvironment("Demo__VisitorsPerMinute", "12")
        .WithEnvironment("Demo__ReaderPassword", secrets.ReaderPassword)
        .AsService(settings, replicas: 1, atMost: 1);
}

await builder.Build().RunAsync();
