using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>The three services as <c>dotnet publish</c> builds them, in read-only folders.</summary>
public sealed class PublishedServices : IAsyncLifetime
{
    private static readonly string configuration = Path.GetFileName(
        Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))
    )!;

    private readonly TemporaryDirectory folder = new();

    public string Program(string service, string program) => folder.File(service, program);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other file permissions.");
        // Publishes what was built together with the tests.
        await PublishAsync("Waypost.Manager", "manager");
        await PublishAsync("Waypost.FlagProvider", "provider");
        await PublishAsync("Waypost.Stats", "stats");
        (await Command.RunAsync(folder.Path, "chmod", "-R", "a-w,a+rX", ".")).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PublishAsync(string project, string to) =>
        (
            await Command.RunAsync(
                Repository.Root,
                "dotnet",
                "publish",
                project,
                "--no-build",
                "-c",
                configuration,
                "-o",
                folder.File(to),
                "-nodeReuse:false"
            )
        ).Succeeded();
}
