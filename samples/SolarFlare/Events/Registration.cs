using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace SolarFlare.Events;

static class Registration
{
    internal static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Outbox>();
        services.AddSingleton(provider => new EventsDatabase(NpgsqlDataSource.Create(
            provider.GetRequiredService<IConfiguration>().GetConnectionString(EventsDatabase.ConnectionName) ?? "")));
        services.AddSingleton<EventWriter>();
        services.AddSingleton<IHostedService>(provider =>
            string.IsNullOrEmpty(provider.GetRequiredService<IConfiguration>().GetConnectionString(EventsDatabase.ConnectionName))
                ? new NoDatabase(provider.GetRequiredService<Outbox>())
                : provider.GetRequiredService<EventWriter>());
        return services;
    }
}

/// <summary>Takes rows out that nobody will write, so that the outbox does not stay full.</summary>
sealed class NoDatabase(Outbox outbox) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await outbox.WaitAsync(stoppingToken))
        {
            while (outbox.TryTake(out _))
            {
                outbox.GiveUp(1);
            }
        }
    }
}

/// <summary>Degraded, not unhealthy: the shop sells without its events database.</summary>
sealed class EventsHealth(IServiceProvider services, IConfiguration configuration, Outbox outbox) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var trouble = string.IsNullOrEmpty(configuration.GetConnectionString(EventsDatabase.ConnectionName))
            ? "ConnectionStrings:events is not set"
            : services.GetRequiredService<EventWriter>().Trouble;
        return Task.FromResult(trouble is null
            ? HealthCheckResult.Healthy($"{outbox.Dropped} dropped")
            : HealthCheckResult.Degraded($"{trouble}; {outbox.Dropped} dropped"));
    }
}
