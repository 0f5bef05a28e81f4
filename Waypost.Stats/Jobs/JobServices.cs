using Microsoft.Extensions.Options;
using Npgsql;

namespace Waypost.Stats.Jobs;

static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<StatsOptions>()
            .BindConfiguration(StatsOptions.Section)
            .Configure<IConfiguration>((options, configuration) => options.Database = configuration.GetConnectionString("waypostdb") ?? "")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StatsOptions>, StatsOptionsValidator>();

        services.AddSingleton(provider => Connect(provider.GetRequiredService<IOptions<StatsOptions>>().Value));
        services.AddSingleton<Instruments>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<JobHandlers>();
        services.AddSingleton<JobLease>();
        services.AddSingleton<JobRun>();
        services.AddSingleton<WorkerState>();
        services.AddSingleton<WakeUp>();
        services.AddHostedService(provider => provider.GetRequiredService<WakeUp>());
        services.AddHostedService<JobWorker>();

        services.AddHealthChecks().AddCheck<JobsHealth>("jobs");
        services.AddOpenTelemetry().WithTracing(tracing => tracing.AddNpgsql()).WithMetrics(metrics => metrics.AddMeter("Npgsql"));
        return services;
    }

    static NpgsqlDataSource Connect(StatsOptions options) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Database)
        {
            ApplicationName = "waypost-stats",
            // A statement here takes milliseconds. One that hangs longer than a heartbeat would cost the lease.
            CommandTimeout = Math.Max(1, (int)options.Heartbeat.TotalSeconds),
            // Notices a peer that vanished without a word on the connection that only listens.
            KeepAlive = 15,
        });
}
