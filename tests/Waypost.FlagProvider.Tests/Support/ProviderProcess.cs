using System.Diagnostics;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>A provider in its own process, so that it can be killed.</summary>
internal sealed class ProviderProcess : IDisposable
{
    private readonly Process process;

    private ProviderProcess(Process process) => this.process = process;

    public static ProviderProcess Start(string instanceId, Uri manager, string snapshotDirectory)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Waypost.FlagProvider.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instanceId}";
        start.Environment["Waypost__WebhookSecret"] = FakeManager.SecretText;
        start.Environment["Waypost__ManagerUrl"] = manager.ToString();
        start.Environment["Waypost__SnapshotDirectory"] = snapshotDirectory;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine(); // a full pipe would block the process
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>Like <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
