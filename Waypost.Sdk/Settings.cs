using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Waypost.Sdk;

/// <summary>Reads the options from configuration, by hand so that trimmed and ahead-of-time compiled applications can too.</summary>
internal static class Settings
{
    /// <exception cref="OptionsValidationException">Lists every setting that cannot be read.</exception>
    internal static void Read(IConfiguration section, WaypostOptions options)
    {
        List<string> faults = [];
        options.SdkKey = section[nameof(options.SdkKey)] ?? options.SdkKey;
        options.ProviderUrl = section[nameof(options.ProviderUrl)] ?? options.ProviderUrl;
        options.CacheFile = section[nameof(options.CacheFile)] ?? options.CacheFile;
        options.Offline = Truth(nameof(options.Offline), options.Offline);
        options.ReadyTimeout = Duration(nameof(options.ReadyTimeout), options.ReadyTimeout);
        options.ConnectTimeout = Duration(nameof(options.ConnectTimeout), options.ConnectTimeout);
        options.ReadTimeout = Duration(nameof(options.ReadTimeout), options.ReadTimeout);
        options.StaleAfter = Duration(nameof(options.StaleAfter), options.StaleAfter);
        options.ExposureWindow = Duration(nameof(options.ExposureWindow), options.ExposureWindow);
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(WaypostOptions), faults);
        }

        TimeSpan Duration(string name, TimeSpan otherwise)
        {
            if (section[name] is not { Length: > 0 } text)
            {
                return otherwise;
            }

            if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration))
            {
                faults.Add($"Waypost:{name} must be a duration, hh:mm:ss; it is \"{text}\".");
            }

            return duration;
        }

        bool Truth(string name, bool otherwise)
        {
            if (section[name] is not { Length: > 0 } text)
            {
                return otherwise;
            }

            if (!bool.TryParse(text, out var truth))
            {
                faults.Add($"Waypost:{name} must be true or false; it is \"{text}\".");
            }

            return truth;
        }
    }
}
