using System.Reflection;
using System.Text.Json;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Processes;

/// <summary>The app host as a user starts it, on free ports.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan timeout = TimeSpan.FromMinutes(10); // a complete system, perhaps on a busy machine

    private readonly TestProcess process;

    private AppHostProcess(string dataDirectory, TestProcess process)
    {
        DataDirectory = dataDirectory;
        this.process = process;
    }

    public static CancellationToken Cancellation => TestTimeout.Token(timeout);

    public string DataDirectory { get; }

    public int Id => process.Id;

    public string Output => process.Output;

    public static AppHostProcess Start(string dataDirectory, params IReadOnlyList<string> arguments)
    {
        var ports = FreePort.Next(3);
        // The variables of the launch profile, with free ports.
        var environment = new Dictionary<string, string?>
        {
            [ProcessTable.Marker] = dataDirectory,
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
            ["ASPNETCORE_URLS"] = $"http://localhost:{ports[0]}",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{ports[1]}",
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{ports[2]}",
        };
        return new(
            dataDirectory,
            TestProcess.Start(Terminal.Command("dotnet", [Program(), "--DataDirectory", dataDirectory, .. arguments], "/"), environment)
        );
    }

    /// <summary>Options for a complete system on free ports.</summary>
    public static string[] OnFreePorts()
    {
        var ports = FreePort.Next(4);
        return
        [
            "--ManagerPort",
            $"{ports[0]}",
            "--ProviderPort",
            $"{ports[1]}",
            "--SamplePort",
            $"{ports[2]}",
            "--PostgresPort",
            $"{ports[3]}",
        ];
    }

    public Task<int> WaitForExitAsync() => process.WaitForExitAsync(Cancellation);

    public void Send(Signal signal) => process.Send(signal);

    /// <summary>Waits for the line that scripts wait for too.</summary>
    /// <returns>The manager's address in it.</returns>
    public async Task<Uri> WaitUntilReadyAsync()
    {
        const string ready = "Waypost is ready: ";
        string? Line() => Output.Split('\n').FirstOrDefault(line => line.StartsWith(ready, StringComparison.Ordinal));
        await Eventually.IsTrueAsync(() => Line() is not null || process.HasExited, timeout);
        return new((Line() ?? throw new InvalidOperationException(Output))[ready.Length..]);
    }

    public async Task<string> SecretAsync(string name)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(DataDirectory, "secrets.json"), Cancellation));
        return secrets.RootElement.GetProperty(name).GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Send(Signal.Terminate);
        }
        if (!process.HasExited)
        {
            await process.WaitForExitAsync(Cancellation);
        }
        await process.DisposeAsync();
    }

    // It was built together with this test project, in the same configuration.
    private static string Program()
    {
        var project = typeof(Projects.Waypost_AppHost)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => string.Equals(attribute.Key, "AppHostProjectPath", StringComparison.OrdinalIgnoreCase))
            .Value!;
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(project, "bin", output.Parent!.Name, output.Name, "Waypost.AppHost.dll");
    }
}
