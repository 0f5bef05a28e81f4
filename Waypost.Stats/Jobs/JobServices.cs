using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults;

namespace Waypost.Stats.Jobs;

internal static class JobServices
{
    private const string Connection = "waypostdb";

    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services
            .AddOptions<StatsOptions>()
            .BindConfiguration(StatsOptions.Section)
            .Configure<IConfiguration>((options, configuration) => options.Database = configuration.GetConnectionString(Connection) ?? "")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StatsOptions>, StatsOptionsValidator>();

        builder.AddNpgsqlDataSource(
            Connection,
            configureDataSourceBuilder: source =>
            {
                source.ConnectionStringBuilder.ApplicationName = "waypost-stats";
                // Detects a lost peer on the connection that only listens.
                source.ConnectionStringBuilder.KeepAlive = 15;
                source.ConfigureTracing(tracing =>
                    tracing.ConfigureCommandSpanNameProvider(command => StatementName.Of(command.CommandText))
                );
            }
        );
        services.AddSingleton<Instruments>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<JobHandlers>();
        services.AddSingleton<JobLease>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<WorkerState>();
        services.AddSingleton<JobListener>();
        services.AddHostedService(provider => provider.GetRequiredService<JobListener>());
        services.AddHostedService<JobWorker>();
        services.AddHealthChecks().AddCheck<JobsHealth>("jobs");
    }
}
