using System.Text.Json;
using Waypost.LocalHost.Processes;

namespace Waypost.System.Tests;

/// <summary>Everything, with the shop and two providers: started once for the tests that share it, which run one after another.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string dataDirectory = LocalHostProgram.NewDataDirectory();
    private LocalHostProgram program = null!;

    internal static IReadOnlyList<string> Parts { get; } = ["postgres", "manager", "provider-1", "provider-2", "stats", "solarflare"];

    internal LocalHostProgram Program => program;

    internal string ServerKey { get; private set; } = "";

    internal string ClientKey { get; private set; } = "";

    internal ManagerApi Manager { get; private set; } = null!;

    internal ProviderApi Provider(int number) => new(program.Part($"provider-{number}").Url, ServerKey);

    internal string ShopUrl => program.Part("solarflare").Url;

    /// <summary>Long enough for a busy machine; only a wait that would never end meets it.</summary>
    internal static CancellationToken Cancellation
    {
        get
        {
            var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            return patience.Token;
        }
    }

    public async ValueTask InitializeAsync()
    {
        program = LocalHostProgram.Start(dataDirectory, LocalHostProgram.FreePorts(providers: 2));
        await HealthyAgainAsync();
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(dataDirectory, "secrets.json"), Cancellation));
        ServerKey = secrets.RootElement.GetProperty("serverKey").GetString()!;
        ClientKey = secrets.RootElement.GetProperty("clientKey").GetString()!;
        Manager = new(program.Part("manager").Url, secrets.RootElement.GetProperty("adminToken").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        Directory.Delete(dataDirectory, recursive: true);
    }

    internal Task HealthyAgainAsync() => program.WaitUntilHealthyAsync(Parts, Cancellation);

    /// <summary>Ends a part the hard way and waits until another process has taken its place and is healthy.</summary>
    internal async Task KillAndWaitAsync(string part)
    {
        var killed = program.Part(part).Pid;
        Signals.Send(killed, Signal.Kill);
        await Eventually.IsTrueAsync(() => program.Processes.FirstOrDefault(p => p.Name == part) is { } again && again.Pid != killed);
        await HealthyAgainAsync();
    }
}

[CollectionDefinition(nameof(RunningSystem))]
public sealed class SystemCollection : ICollectionFixture<RunningSystem>;
