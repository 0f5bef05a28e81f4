using Waypost.ServiceDefaults;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Checks;
using Waypost.Stats.Jobs;
using Waypost.Stats.Ping;

namespace Waypost.Stats;

/// <summary>Everything a worker is made of; the program and its tests build the same.</summary>
internal static class StatsParts
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.AddJobs();
        builder.AddAnalyticsDatabase();
        builder.Services.AddChecks();
        builder.Services.AddAnalysis();
        builder.Services.AddSingleton<IJobHandler, PingJob>();
    }

    public static void Map(WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapChecks();
    }
}
