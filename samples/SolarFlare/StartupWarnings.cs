using Microsoft.Extensions.Options;
using SolarFlare.Events;
using Waypost.Sdk;

namespace SolarFlare;

/// <summary>Logs a warning at startup for each optional service that is not configured.</summary>
internal static partial class StartupWarnings
{
    internal static void Write(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<WaypostOptions>>().Value.Offline)
        {
            Log.NoFlags(app.Logger);
        }

        if (string.IsNullOrEmpty(app.Configuration.GetConnectionString(AnalyticsDatabase.ConnectionName)))
        {
            Log.NoEvents(app.Logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Waypost:SdkKey is not set: all visitors get the default, the old form.")]
        internal static partial void NoFlags(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "ConnectionStrings:events is not set: exposures and events are discarded.")]
        internal static partial void NoEvents(ILogger logger);
    }
}
