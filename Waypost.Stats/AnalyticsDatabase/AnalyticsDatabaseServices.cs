using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Stats.AnalyticsDatabase;

internal static class AnalyticsDatabaseServices
{
    /// <summary>Needs what <c>AddJobs</c> adds: the options, and the manager's database with the key ring.</summary>
    public static void AddAnalyticsDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddSharedKeyRing().DisableAutomaticKeyGeneration();
        builder.Services.RemoveKeyRingWarmUp();
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<NpgsqlDataSource>((keys, database) => keys.XmlRepository = new StoredKeys(database));
        builder.Services.AddSingleton<SharedKeys>();
        builder.Services.AddSingleton<IKeyManager>(services => services.GetRequiredService<SharedKeys>());
        builder.Services.AddSingleton<PasswordVault>();
        builder.Services.AddSingleton(services => new EventsHost(
            Dns.GetHostAddressesAsync,
            services.GetRequiredService<IOptions<StatsOptions>>().Value.AllowPrivateNetworks
        ));
        builder.Services.AddSingleton<EventsConnector>();
        builder.Services.AddSingleton<EventsSessions>();
    }

    /// <summary>
    /// The framework reads the keys when the host starts, and logs errors if there are none. A worker may start before the manager has made
    /// the first one, so here they are read when a password needs them.
    /// </summary>
    private static void RemoveKeyRingWarmUp(this IServiceCollection services)
    {
        foreach (
            var service in services
                .Where(service =>
                    service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "DataProtectionHostedService"
                )
                .ToList()
        )
        {
            services.Remove(service);
        }
    }
}
