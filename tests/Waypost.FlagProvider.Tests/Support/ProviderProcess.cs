using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>A provider in a separate process, so that it can be killed.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private readonly TestProcess process;

    private ProviderProcess(TestProcess process) => this.process = process;

    public static ProviderProcess Start(string instanceId, Uri manager, string snapshotDirectory) =>
        new(
            TestProcess.StartDotnet(
                "Waypost.FlagProvider.dll",
                new Dictionary<string, string?>
                {
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                    ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instanceId}",
                    ["Waypost__WebhookSecret"] = FakeManager.SecretText,
                    ["Waypost__ManagerUrl"] = manager.ToString(),
                    ["Waypost__SnapshotDirectory"] = snapshotDirectory,
                }
            )
        );

    public Task KillAsync() => process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await process.KillAsync();
        await process.DisposeAsync();
    }
}
