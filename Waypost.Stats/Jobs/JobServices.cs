using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults;
using Waypost.Stats.AnalyticsDatabase;

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
        services.AddSingleton<IValidateOptions<StatsOptions>, KeyRingSecretCheck>();

        builder.AddNpgsqlDataSource(
            Connection,
            configureDataSourceBuilder: source =>
            {
                source.ConnectionStringBuilder.ApplicationName = "waypost-stats";
                // Notices a peer that vanished without a word on the connection that only listens.
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
        services.AddSingleton<JobRun>();
        services.AddSingleton<WorkerState>();
        services.AddSingleton<WakeUp>();
        services.AddHostedService(provider => provider.GetRequiredService<WakeUp>());
        services.AddHostedService<JobWorker>();
        services.AddHealthChecks().AddCheck<JobsHealth>("jobs");
    }
}
