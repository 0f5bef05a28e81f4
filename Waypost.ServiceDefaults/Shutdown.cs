using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Waypost.ServiceDefaults;

/// <summary><c>Waypost:Shutdown</c>: what a service does between SIGTERM and its end.</summary>
public sealed class ShutdownOptions
{
    /// <summary>
    /// How long requests are still taken after <c>/health</c> has turned to 503, so that a load balancer can notice. 0…60 s, default 0:
    /// without a load balancer the wait is for nobody.
    /// </summary>
    public TimeSpan Drain { get; set; } = TimeSpan.Zero;
}

static class Shutdown
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ShutdownOptions>()
            .BindConfiguration("Waypost:Shutdown")
            .Validate(options => options.Drain >= TimeSpan.Zero && options.Drain <= TimeSpan.FromMinutes(1),
                "Waypost:Shutdown:Drain must lie between 00:00:00 and 00:01:00.")
            .ValidateOnStart();
        services.AddOptions<HostOptions>()
            .PostConfigure<IOptions<ShutdownOptions>>((host, shutdown) => host.ShutdownTimeout += shutdown.Value.Drain);
        services.AddHostedService<Drain>();
    }

    /// <summary>Runs after the stop signal (<c>/health</c> says 503 from then on) and before any service, the web server included, is stopped.</summary>
    sealed class Drain(IOptions<ShutdownOptions> options, TimeProvider time) : IHostedLifecycleService
    {
        public Task StoppingAsync(CancellationToken cancellationToken) =>
            options.Value.Drain > TimeSpan.Zero ? Task.Delay(options.Value.Drain, time, cancellationToken) : Task.CompletedTask;

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
