using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Waypost.ServiceDefaults;

/// <summary>The section <c>Waypost:Shutdown</c>: what a service does after the stop signal.</summary>
public sealed class ShutdownOptions
{
    /// <summary>
    /// How long the service accepts requests after <c>/health</c> has changed to 503, so that a load balancer can react. 0 to 60 s. The
    /// default is 0, for services without a load balancer.
    /// </summary>
    public TimeSpan Drain { get; set; } = TimeSpan.Zero;
}

internal static class Shutdown
{
    private const string section = "Waypost:Shutdown";

    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddOptions<ShutdownOptions>()
            .BindConfiguration(section)
            .Validate(
                options => options.Drain >= TimeSpan.Zero && options.Drain <= TimeSpan.FromMinutes(1),
                $"{section}:Drain must be between 00:00:00 and 00:01:00."
            )
            .ValidateOnStart();
        services
            .AddOptions<HostOptions>()
            .PostConfigure<IConfiguration>((host, configuration) => host.ShutdownTimeout += ReadDrain(configuration));
        services.AddHostedService<Drain>();
    }

    // The host reads its options while it is built. An invalid value must not throw there, before faults can be explained.
    private static TimeSpan ReadDrain(IConfiguration configuration) =>
        TimeSpan.TryParse(configuration[$"{section}:Drain"], CultureInfo.InvariantCulture, out var drain) && drain > TimeSpan.Zero
            ? drain
            : TimeSpan.Zero;

    /// <summary>
    /// Waits after the stop signal, from which on <c>/health</c> returns 503, before the web server and other services are stopped.
    /// </summary>
    private sealed class Drain(IOptions<ShutdownOptions> options, TimeProvider time) : IHostedLifecycleService
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
