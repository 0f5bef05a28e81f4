using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Waypost.Testing;

namespace Waypost.AppHost.Tests;

/// <summary>The model of a run with its own data directory, built but not started.</summary>
internal sealed class RunModel : IAsyncDisposable
{
    private readonly TemporaryDirectory temporary;
    private readonly IDistributedApplicationTestingBuilder builder;

    private RunModel(TemporaryDirectory temporary, IDistributedApplicationTestingBuilder builder)
    {
        this.temporary = temporary;
        this.builder = builder;
    }

    public IEnumerable<IResource> Resources => builder.Resources;

    public bool DataDirectoryExists => Directory.Exists(temporary.File("data"));

    public static async Task<RunModel> BuildAsync(params string[] args)
    {
        var temporary = new TemporaryDirectory();
        return new(
            temporary,
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Waypost_AppHost>(
                ["--DataDirectory", temporary.File("data"), .. args],
                TestContext.Current.CancellationToken
            )
        );
    }

    public T Get<T>(string name)
        where T : IResource => Assert.Single(Resources.OfType<T>(), resource => resource.Name == name);

    public async ValueTask DisposeAsync()
    {
        await builder.DisposeAsync();
        temporary.Dispose();
    }
}
