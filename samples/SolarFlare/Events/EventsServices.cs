using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SolarFlare.Events;

internal static class EventsServices
{
    internal static void AddEvents(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Outbox>();
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString(AnalyticsDatabase.ConnectionName)))
        {
            builder.Services.AddHostedService<EventDiscarder>();
            return;
        }

        // Aspire's check would report the shop as unhealthy; EventsHealthCheck reports it as degraded.
        builder.AddNpgsqlDataSource(AnalyticsDatabase.ConnectionName, settings => settings.DisableHealthChecks = true);
        builder.Services.AddSingleton<AnalyticsDatabase>();
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<EventWriter>());
    }
}

/// <summary>Empties the outbox if there is no database to write to.</summary>
internal sealed class EventDiscarder(Outbox outbox) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await outbox.WaitToReadAsync(stoppingToken))
        {
            while (outbox.TryRead(out _))
            {
                outbox.CountDropped(1);
            }
        }
    }
}

/// <summary>Degraded, not unhealthy: the shop works without its analytics database.</summary>
internal sealed class EventsHealthCheck(IServiceProvider services, IConfiguration configuration, Outbox outbox) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problem = string.IsNullOrEmpty(configuration.GetConnectionString(AnalyticsDatabase.ConnectionName))
            ? "ConnectionStrings:events is not set"
            : services.GetRequiredService<EventWriter>().LastError;
        return Task.FromResult(
            problem is null
                ? HealthCheckResult.Healthy($"{outbox.Dropped} dropped")
                : HealthCheckResult.Degraded($"{problem}; {outbox.Dropped} dropped")
        );
    }
}
