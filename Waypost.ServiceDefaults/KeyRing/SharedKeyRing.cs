using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Waypost.ServiceDefaults.KeyRing;

/// <summary>
/// The Data Protection key ring in the manager's database. It lets every manager replica read every cookie, and the stats worker read the
/// password of the analytics database. The keys are encrypted with a secret, so that a stolen database dump reveals neither.
/// </summary>
public static class SharedKeyRing
{
    /// <summary>The setting with the secret, which has at least 32 characters outside Development.</summary>
    public const string Setting = "Waypost:DataProtectionSecret";

    private const int MinLength = 32;

    /// <summary>A sentence that says what is wrong with the secret, or null. In Development it is optional.</summary>
    public static string? FindError(string? secret, IHostEnvironment environment) =>
        environment.IsDevelopment() || secret?.Length >= MinLength ? null : $"{Setting} is missing or shorter than {MinLength} characters.";

    /// <summary>Adds the key ring. The caller decides where the keys are stored.</summary>
    public static IDataProtectionBuilder AddSharedKeyRing(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Read directly instead of through validated options: the pipeline needs it while it is built, before faults can be explained.
        if (builder.Configuration[Setting] is { Length: > 0 } secret)
        {
            builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlEncryptor = new SecretXmlEncryptor(secret));
        }

        return builder.Services.AddDataProtection().SetApplicationName("waypost");
    }
}
