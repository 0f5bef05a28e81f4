using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Waypost.Sdk;

/// <summary>Adds the client to an application.</summary>
public static class WaypostServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="IWaypostClient"/> for the process. It connects when the host starts, or when it is first resolved.
    /// </summary>
    public static IServiceCollection AddWaypost(this IServiceCollection services, Action<WaypostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<WaypostOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WaypostOptions>, WaypostOptionsValidator>());
        // The client logs its connection itself: once per outage, not for every attempt.
        services
            .AddHttpClient(WaypostOptions.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(DefaultHttpClients.CreateHandler)
            .RemoveAllLoggers();
        services.TryAddSingleton<IWaypostClient>(provider => new WaypostClient(
            provider.GetRequiredService<IOptions<WaypostOptions>>().Value,
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(WaypostOptions.HttpClientName),
            provider.GetService<ILoggerFactory>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            Random.Shared.NextDouble
        ));
        services.AddHostedService<ClientLifetime>();
        return services;
    }

    /// <summary>
    /// Adds the client with settings from the configuration section <c>Waypost</c>: <c>SdkKey</c>, <c>ProviderUrl</c>, <c>CacheFile</c>,
    /// <c>Offline</c>, and the durations (<c>hh:mm:ss</c>).
    /// </summary>
    public static IHostApplicationBuilder AddWaypost(this IHostApplicationBuilder builder) => builder.AddWaypost(static _ => { });

    /// <inheritdoc cref="AddWaypost(IHostApplicationBuilder)"/>
    /// <param name="builder">The host being built.</param>
    /// <param name="configure">Runs after the configuration is read, for example to set <see cref="WaypostOptions.OnExposure"/>.</param>
    public static IHostApplicationBuilder AddWaypost(this IHostApplicationBuilder builder, Action<WaypostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var section = builder.Configuration.GetSection(WaypostOptions.SectionName);
        builder.Services.AddWaypost(options =>
        {
            ConfigurationReader.Read(section, options);
            configure(options);
        });
        return builder;
    }

    /// <summary>
    /// Creates the client when the host starts, so that flags arrive before the first request, and disposes it when the host stops.
    /// </summary>
    private sealed class ClientLifetime(IWaypostClient client) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken) => await client.DisposeAsync().ConfigureAwait(false);
    }
}
