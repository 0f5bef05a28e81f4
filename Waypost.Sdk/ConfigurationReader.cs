using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Waypost.Sdk;

/// <summary>Reads the options from configuration without reflection, so that it works in trimmed and AOT-compiled applications.</summary>
internal static class ConfigurationReader
{
    /// <exception cref="OptionsValidationException">Lists every setting that cannot be read.</exception>
    internal static void Read(IConfiguration section, WaypostOptions options)
    {
        List<string> failures = [];
        options.SdkKey = section[nameof(options.SdkKey)] ?? options.SdkKey;
        options.ProviderUrl = section[nameof(options.ProviderUrl)] ?? options.ProviderUrl;
        options.CacheFile = section[nameof(options.CacheFile)] ?? options.CacheFile;
        options.Offline = ReadBoolean(nameof(options.Offline), options.Offline);
        options.ReadyTimeout = ReadDuration(nameof(options.ReadyTimeout), options.ReadyTimeout);
        options.ConnectTimeout = ReadDuration(nameof(options.ConnectTimeout), options.ConnectTimeout);
        options.ReadTimeout = ReadDuration(nameof(options.ReadTimeout), options.ReadTimeout);
        options.StaleAfter = ReadDuration(nameof(options.StaleAfter), options.StaleAfter);
        options.ExposureWindow = ReadDuration(nameof(options.ExposureWindow), options.ExposureWindow);
        if (failures.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(WaypostOptions), failures);
        }

        TimeSpan ReadDuration(string name, TimeSpan fallback)
        {
            if (section[name] is not { Length: > 0 } text)
            {
                return fallback;
            }

            if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration))
            {
                failures.Add($"Waypost:{name} must be a duration (hh:mm:ss) but is \"{text}\".");
            }

            return duration;
        }

        bool ReadBoolean(string name, bool fallback)
        {
            if (section[name] is not { Length: > 0 } text)
            {
                return fallback;
            }

            if (!bool.TryParse(text, out var value))
            {
                failures.Add($"Waypost:{name} must be true or false but is \"{text}\".");
            }

            return value;
        }
    }
}
