using Microsoft.Extensions.Options;
using SolarFlare.Events;
using Waypost.Sdk;

namespace SolarFlare;

/// <summary>Says at the start what the shop has to do without.</summary>
internal static partial class StartUp
{
    internal static void Tell(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<WaypostOptions>>().Value.Offline)
        {
            Log.NoFlags(app.Logger);
        }

        if (string.IsNullOrEmpty(app.Configuration.GetConnectionString(EventsDatabase.ConnectionName)))
        {
            Log.NoEvents(app.Logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Waypost:SdkKey is not set: every visitor gets the default, the old form.")]
        internal static partial void NoFlags(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "ConnectionStrings:events is not set: exposures and events are not kept.")]
        internal static partial void NoEvents(ILogger logger);
    }
}
