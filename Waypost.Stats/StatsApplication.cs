using Waypost.ServiceDefaults;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Checks;
using Waypost.Stats.Holdouts;
using Waypost.Stats.Jobs;

namespace Waypost.Stats;

/// <summary>All parts of a worker, composed in one place for the program and its tests.</summary>
internal static class StatsApplication
{
    public static void AddStats(this WebApplicationBuilder builder)
    {
        builder.AddJobs();
        builder.AddAnalyticsDatabase();
        builder.Services.AddChecks();
        builder.Services.AddAnalysis();
        builder.Services.AddHoldouts();
    }

    public static void MapStats(this WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapChecks();
    }
}
