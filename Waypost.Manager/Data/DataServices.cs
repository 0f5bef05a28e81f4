using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Waypost.ServiceDefaults;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Manager.Data;

/// <summary>Registers the database and its caches.</summary>
internal static class DataServices
{
    public const string ConnectionName = "waypostdb";

    // About five seconds in total: enough for a restart of PostgreSQL, without long waits when it is down.
    private const int MaxRetries = 4;
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(2);

    public static IHostApplicationBuilder AddWaypostData(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => CreateDataSource(services));
        builder.Services.AddPooledDbContextFactory<ManagerDb>(
            (services, options) =>
                options
                    .UseNpgsql(
                        services.GetRequiredService<NpgsqlDataSource>(),
                        npgsql => npgsql.EnableRetryOnFailure(MaxRetries, MaxRetryDelay, null)
                    )
                    .UseSnakeCaseNamingConvention()
                    // A failed command reaches its caller as an exception; the first migration always has one.
                    .ConfigureWarnings(warnings =>
                        warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug))
                    )
        );
        builder.Services.AddScoped(services => services.GetRequiredService<IDbContextFactory<ManagerDb>>().CreateDbContext());
        // Health check, traces and metrics come from Aspire; its retries would take a minute.
        builder.EnrichNpgsqlDbContext<ManagerDb>(settings => settings.DisableRetry = true);

        builder.Services.AddSingleton<ChangeSignal>();
        builder.Services.AddSingleton<Snapshots>();
        builder.Services.AddSingleton<Changes>();
        builder.Services.AddSingleton<VersionWatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<VersionWatcher>());
        builder.Services.AddHostedService<ChangeListener>();
        builder.Services.AddSingleton<DatabaseMigrator>();
        return builder;
    }

    /// <summary>Keeps the key ring of sessions and stored passwords in the database, shared by all replicas.</summary>
    public static void AddWaypostProtection(this IHostApplicationBuilder builder) =>
        builder.AddSharedKeyRing().PersistKeysToDbContext<ManagerDb>();

    private static NpgsqlDataSource CreateDataSource(IServiceProvider services)
    {
        var connection = services.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName);
        const string example =
            "Set it to the manager's PostgreSQL database, for example Host=localhost;Database=waypostdb;Username=waypost;Password=…";
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new StartException($"ConnectionStrings:{ConnectionName} is missing. {example}");
        }

        try
        {
            return new NpgsqlDataSourceBuilder(connection) { ConnectionStringBuilder = { ApplicationName = "waypost-manager" } }
                .UseLoggerFactory(services.GetRequiredService<ILoggerFactory>())
                .ConfigureTracing(tracing => tracing.ConfigureCommandSpanNameProvider(command => StatementName.Of(command.CommandText)))
                .Build();
        }
        catch (ArgumentException e)
        {
            throw new StartException($"ConnectionStrings:{ConnectionName} cannot be read: {e.Message} {example}", e);
        }
    }
}
