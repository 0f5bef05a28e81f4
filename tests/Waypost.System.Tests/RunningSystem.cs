using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.AppHost.Running;
using Waypost.LocalPostgres;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>
/// The complete system with the shop and two providers, as the app host runs it. It is started once for all tests of the collection, which
/// run one after another.
/// </summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private static readonly string[] Services = ["manager", "provider", "stats", "solarflare"];

    private readonly TemporaryDirectory data = new();
    private DistributedApplication app = null!;
    private IReadOnlyList<string> providers = [];

    internal string DataDirectory => data.Path;

    internal TelemetryReceiver Telemetry { get; private set; } = null!;

    internal string ServerKey { get; private set; } = "";

    internal string ClientKey { get; private set; } = "";

    internal ManagerApi Manager { get; private set; } = null!;

    internal string ManagerUrl => app.GetEndpoint("manager", "http").ToString();

    internal string ShopUrl => app.GetEndpoint("solarflare", "http").ToString();

    public async ValueTask InitializeAsync()
    {
        TestTimeout.Default = TimeSpan.FromMinutes(10); // a complete system, perhaps on a busy machine
        Telemetry = await TelemetryReceiver.StartAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Waypost_AppHost>(
            ["--DataDirectory", DataDirectory, "--Postgres", "local"],
            TestTimeout.Token()
        );
        // The app host keeps the services' logs in memory, where a failed wait finds them. The test output gets only warnings.
        builder.Services.AddLogging(logging => logging.AddFilter("Waypost.AppHost.Resources", LogLevel.Warning));
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            Telemetry.ReceiveFrom(builder.CreateResourceBuilder(project));
        }
        app = await builder.BuildAsync(TestTimeout.Token());
        await app.StartAsync(TestTimeout.Token());
        await WaitUntilHealthyAsync();

        using var secrets = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(DataDirectory, "secrets.json"), TestTimeout.Token())
        );
        ServerKey = secrets.RootElement.GetProperty("serverKey").GetString()!;
        ClientKey = secrets.RootElement.GetProperty("clientKey").GetString()!;
        Manager = new(ManagerUrl, secrets.RootElement.GetProperty("adminToken").GetString()!);
        providers = [.. Addresses("provider").Keys.Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Telemetry.DisposeAsync();
        data.Dispose();
    }

    /// <param name="number">1 or 2: always the same replica, even if its port changes after a restart.</param>
    internal ProviderApi Provider(int number) => new(Addresses("provider")[providers[number - 1]].ToString(), ServerKey);

    internal async Task WaitUntilHealthyAsync()
    {
        foreach (var service in Services)
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(service, TestTimeout.Token());
        }
    }

    /// <summary>The process of the service itself; the orchestrator's child process is <c>dotnet run</c>.</summary>
    internal int ProcessOf(string service, int replica = 1) =>
        ListeningProcess.On((service == "provider" ? Addresses(service)[providers[replica - 1]] : Addresses(service).Values.Single()).Port);

    /// <summary>Kills a process and waits until another one listens on its address.</summary>
    internal async Task KillAsync(string service, int replica = 1)
    {
        var killed = ProcessOf(service, replica);
        Signals.Send(killed, Signal.Kill);
        await Eventually.IsTrueAsync(() =>
            ListeningProcess.TryOn(Addresses(service).Values, out var processes) && !processes.Contains(killed)
        );
    }

    /// <summary>Stops a process without ending it, so that it is not restarted.</summary>
    internal static Task FreezeAsync(int processId) => SignalAsync("-STOP", processId);

    internal static Task ContinueAsync(int processId) => SignalAsync("-CONT", processId);

    internal async Task KillAndWaitAsync(string service)
    {
        await KillAsync(service);
        await WaitUntilHealthyAsync();
    }

    internal Task<ProcessIdentity?> PostgresAsync() =>
        PostmasterFile.FindServerAsync(Path.Combine(DataDirectory, "postgres"), TestTimeout.Token());

    /// <summary>The connection string of one of the run's databases, for the superuser.</summary>
    internal async Task<string> DatabaseAsync(string name) =>
        $"{await app.GetConnectionStringAsync(name, TestTimeout.Token())};Pooling=false";

    private static async Task SignalAsync(string signal, int processId)
    {
        using var kill = Process.Start("kill", [signal, $"{processId}"]);
        await kill.WaitForExitAsync(TestTimeout.Token());
        Assert.Equal(0, kill.ExitCode);
    }

    private IReadOnlyDictionary<string, Uri> Addresses(string service) => app.Services.GetRequiredService<ReplicaAddresses>().ById(service);
}

[CollectionDefinition(nameof(RunningSystem))]
public sealed class SystemCollection : ICollectionFixture<RunningSystem>;
