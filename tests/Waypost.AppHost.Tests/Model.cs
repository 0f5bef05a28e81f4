using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Waypost.AppHost.Tests;

/// <summary>The app host's model, built and not started: for that neither an orchestrator nor a container engine is needed.</summary>
sealed class Model : IAsyncDisposable
{
    readonly IDistributedApplicationTestingBuilder builder;
    readonly DistributedApplicationOperation operation;

    Model(IDistributedApplicationTestingBuilder builder, DistributedApplicationOperation operation)
    {
        this.builder = builder;
        this.operation = operation;
    }

    public IEnumerable<IResource> Resources => builder.Resources;

    public static Task<Model> OfARunAsync(params string[] args) => BuildAsync(DistributedApplicationOperation.Run, args);

    /// <summary>As a publisher sees it: no parameter has a value.</summary>
    public static Task<Model> PublishedAsync(params string[] args) =>
        BuildAsync(DistributedApplicationOperation.Publish, ["--operation", "publish", "--step", "publish", .. args]);

    public T Get<T>(string name) where T : IResource => Assert.Single(Resources.OfType<T>(), resource => resource.Name == name);

    /// <summary>What the service is given, as expressions: <c>whsec_{webhook-secret.value}</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> VariablesAsync(string service)
    {
        var given = await ExecutionConfigurationBuilder.Create(Get<ProjectResource>(service))
            .WithEnvironmentVariablesConfig()
            .BuildAsync(new(DistributedApplicationOperation.Publish), NullLogger.Instance, TestContext.Current.CancellationToken);
        Assert.Equal(DistributedApplicationOperation.Publish, operation);
        return given.EnvironmentVariables.ToDictionary();
    }

    public ValueTask DisposeAsync() => builder.DisposeAsync();

    static async Task<Model> BuildAsync(DistributedApplicationOperation operation, string[] args) =>
        new(await DistributedApplicationTestingBuilder.CreateAsync<Projects.Waypost_AppHost>(args, TestContext.Current.CancellationToken), operation);
}
