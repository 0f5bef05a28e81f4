using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SolarFlare.Events;

internal static class Registration
{
    internal static void AddEvents(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Outbox>();
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString(EventsDatabase.ConnectionName)))
        {
            builder.Services.AddHostedService<NoDatabase>();
            return;
        }

        // Aspire's check would call the shop unhealthy; EventsHealth knows that it sells without this database.
        builder.AddNpgsqlDataSource(EventsDatabase.ConnectionName, settings => settings.DisableHealthChecks = true);
        builder.Services.AddSingleton<EventsDatabase>();
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<EventWriter>());
    }
}

/// <summary>Takes rows out that nobody will write, so that the outbox does not stay full.</summary>
internal sealed class NoDatabase(Outbox outbox) : BackgroundService
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
internal sealed class EventsHealth(IServiceProvider services, IConfiguration configuration, Outbox outbox) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var trouble = string.IsNullOrEmpty(configuration.GetConnectionString(EventsDatabase.ConnectionName))
            ? "ConnectionStrings:events is not set"
            : services.GetRequiredService<EventWriter>().Trouble;
        return Task.FromResult(
            trouble is null
                ? HealthCheckResult.Healthy($"{outbox.Dropped} dropped")
                : HealthCheckResult.Degraded($"{trouble}; {outbox.Dropped} dropped")
        );
    }
}
