using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Stats.AnalyticsDatabase;

internal static class AnalyticsDatabaseServices
{
    /// <summary>Requires <c>AddJobs</c>, which adds the options and the manager's database with the key ring.</summary>
    public static void AddAnalyticsDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddSharedKeyRing().DisableAutomaticKeyGeneration();
        builder.Services.RemoveKeyRingWarmUp();
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<NpgsqlDataSource>((keys, database) => keys.XmlRepository = new ReadOnlyKeyRepository(database));
        builder.Services.AddSingleton<IValidateOptions<StatsOptions>, KeyRingSecretValidator>();
        builder.Services.AddSingleton<ReadOnlyKeyManager>();
        builder.Services.AddSingleton<IKeyManager>(services => services.GetRequiredService<ReadOnlyKeyManager>());
        builder.Services.AddSingleton<PasswordDecryptor>();
        builder.Services.AddSingleton(services => new HostResolver(
            Dns.GetHostAddressesAsync,
            services.GetRequiredService<IOptions<StatsOptions>>().Value.AllowPrivateNetworks
        ));
        builder.Services.AddSingleton<AnalyticsConnector>();
        builder.Services.AddSingleton<AnalyticsSessionFactory>();
    }

    /// <summary>
    /// The framework reads the keys when the host starts, and logs errors if there are none. A worker may start before the manager has
    /// created the first key, so the worker reads them when it decrypts a password.
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
