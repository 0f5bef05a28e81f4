using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Waypost.ServiceDefaults.KeyRing;

/// <summary>
/// The Data Protection key ring that lies in the manager's database, so that every manager replica reads every cookie and the stats
/// worker the events database's password. The secret keeps a stolen dump from doing so.
/// </summary>
public static class SharedKeyRing
{
    /// <summary>The setting that holds the secret: at least 32 characters outside Development.</summary>
    public const string Setting = "Waypost:DataProtectionSecret";

    private const int ShortestSecret = 32;

    /// <summary>What is wrong with the secret, as a sentence; null if nothing is. In Development there need be none.</summary>
    public static string? Fault(string? secret, IHostEnvironment environment) =>
        environment.IsDevelopment() || secret?.Length >= ShortestSecret
            ? null
            : $"{Setting} is missing or shorter than {ShortestSecret} characters.";

    /// <summary>Adds it; the caller says where the keys are kept.</summary>
    public static IDataProtectionBuilder AddSharedKeyRing(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Not through validated options: the pipeline asks for it while it is built, where a faulty setting could not be one clear
        // sentence.
        if (builder.Configuration[Setting] is { Length: > 0 } secret)
        {
            builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlEncryptor = new SecretXmlEncryptor(secret));
        }

        return builder.Services.AddDataProtection().SetApplicationName("waypost");
    }
}
