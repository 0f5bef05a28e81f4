using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Downstream;
using Waypost.FlagProvider.Health;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Upstream;
using Waypost.ServiceDefaults;

namespace Waypost.FlagProvider;

/// <summary>Builds the web application of the provider.</summary>
internal static class ProviderApp
{
    /// <param name="args">The command line.</param>
    /// <param name="configure">What a test replaces: clock, ports, settings.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.ConfigureWebServer();
        // RunAndExplainAsync explains a failed start in a sentence; the host would log a stack trace as well.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        AddOptions(builder.Services);
        AddStore(builder.Services);
        AddUpstream(builder.Services);
        AddDownstream(builder.Services);
        builder.Services.AddHealthChecks().AddCheck<SnapshotsHealthCheck>("snapshots");
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapDefaultEndpoints();
        WebhookEndpoint.Map(app);
        FlagsEndpoint.Map(app);
        StreamEndpoint.Map(app);
        return app;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<ProviderOptions>().BindConfiguration("Waypost").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProviderOptions>, ProviderOptions.Validator>();
        services.AddOptions<StreamOptions>().BindConfiguration("Waypost:Streams").ValidateOnStart();
        services.AddSingleton<IValidateOptions<StreamOptions>, StreamOptions.Validator>();
    }

    private static void AddStore(IServiceCollection services)
    {
        services.AddSingleton<Instruments>();
        services.AddSingleton<FlagStore>();
        services.AddSingleton<SdkKeyStore>();
        services.AddSingleton<StreamCount>();
        services.AddSingleton<ReplicaFolder>();
        services.AddSingleton<ReplayJournal>();
        services.AddHostedService<DiskStore>();
    }

    private static void AddUpstream(IServiceCollection services)
    {
        services
            .AddHttpClient(ManagerClient.Name)
            .ConfigureHttpClient(
                (provider, client) => ManagerClient.Configure(client, provider.GetRequiredService<IOptions<ProviderOptions>>().Value)
            )
            .ConfigurePrimaryHttpMessageHandler(ManagerClient.CreateHandler);
        services.AddSingleton<ManagerClient>();
        services.AddSingleton<ManagerStatus>();
        services.AddSingleton<CallbackUrl>();
        services.AddSingleton<RegistrationFactory>();
        services.AddSingleton<WebhookDeliveryStatus>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<ReconcileLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<ReconcileLoop>());
        services.AddSingleton<WebhookHandler>();
        services.AddSingleton<WebhookEndpoint>();
    }

    private static void AddDownstream(IServiceCollection services)
    {
        services.AddSingleton<ServerKeyAuthorization>();
        services.AddSingleton<StreamHub>();
        services.AddSingleton<OldReaders>();
        services.AddSingleton<StreamEndpoint>();
        services.AddHostedService<StreamMaintenance>();
    }
}
