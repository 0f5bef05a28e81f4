using System.Globalization;
using Microsoft.Extensions.Configuration;
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
                $"{section}:Drain must lie between 00:00:00 and 00:01:00."
            )
            .ValidateOnStart();
        services
            .AddOptions<HostOptions>()
            .PostConfigure<IConfiguration>((host, configuration) => host.ShutdownTimeout += DrainIn(configuration));
        services.AddHostedService<Drain>();
    }

    // The host asks for its options while it is built. A drain that does not fit must not end the program there, where nobody explains it.
    private static TimeSpan DrainIn(IConfiguration configuration) =>
        TimeSpan.TryParse(configuration[$"{section}:Drain"], CultureInfo.InvariantCulture, out var drain) && drain > TimeSpan.Zero
            ? drain
            : TimeSpan.Zero;

    /// <summary>
    /// Runs after the stop signal (<c>/health</c> says 503 from then on) and before any service, the web server included, is stopped.
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
