using Microsoft.Extensions.Options;

namespace Waypost.Sdk;

/// <summary>Lists all invalid settings at once, by name. Messages never contain the SDK key.</summary>
internal sealed class WaypostOptionsValidator : IValidateOptions<WaypostOptions>
{
    public ValidateOptionsResult Validate(string? name, WaypostOptions options)
    {
        var failures = FindFailures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <exception cref="OptionsValidationException">Lists every invalid setting.</exception>
    internal static void ThrowIfInvalid(WaypostOptions options)
    {
        var failures = FindFailures(options).ToList();
        if (failures.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(WaypostOptions), failures);
        }
    }

    private static IEnumerable<string> FindFailures(WaypostOptions options)
    {
        if (!options.Offline)
        {
            if (string.IsNullOrWhiteSpace(options.SdkKey))
            {
                yield return "Waypost:SdkKey is missing. Create a server key in the manager under SDK keys.";
            }
            else if (options.SdkKey.StartsWith("wp_client_", StringComparison.Ordinal))
            {
                yield return "Waypost:SdkKey is a client key; this SDK needs a server key (wp_server_…).";
            }
            else if (!options.SdkKey.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            {
                yield return "Waypost:SdkKey contains invalid characters, such as a space or a line break.";
            }

            if (!Uri.TryCreate(options.ProviderUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                yield return "Waypost:ProviderUrl must be an absolute http or https address, such as http://localhost:5050, but is "
                    + $"\"{options.ProviderUrl}\".";
            }
            else if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            {
                yield return "Waypost:ProviderUrl must not contain a user, a query or a fragment.";
            }
        }

        foreach (
            var (setting, value) in new[]
            {
                (nameof(options.ConnectTimeout), options.ConnectTimeout),
                (nameof(options.ReadTimeout), options.ReadTimeout),
                (nameof(options.ExposureWindow), options.ExposureWindow),
            }
        )
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(40))
            {
                yield return $"Waypost:{setting} must be above zero and at most 40 days but is {value}.";
            }
        }

        if (
            options.ReadyTimeout != Timeout.InfiniteTimeSpan
            && (options.ReadyTimeout < TimeSpan.Zero || options.ReadyTimeout > TimeSpan.FromDays(40))
        )
        {
            yield return $"Waypost:ReadyTimeout must be infinite, or zero to 40 days, but is {options.ReadyTimeout}.";
        }

        if (options.StaleAfter < TimeSpan.Zero)
        {
            yield return $"Waypost:StaleAfter must not be negative but is {options.StaleAfter}.";
        }

        if (options.ExposureMemory is < 1 or > 10_000_000)
        {
            yield return $"Waypost:ExposureMemory must be 1 to 10,000,000 but is {options.ExposureMemory}.";
        }
    }
}
