namespace SolarFlare.Demo;

internal static class DemoServices
{
    /// <summary>Adds demo data and simulated visitors if the settings enable them.</summary>
    internal static void AddDemo(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(DemoOptions.Section);
        builder
            .Services.AddOptions<DemoOptions>()
            .Bind(section)
            .Validate(static demo => demo.VisitorsPerMinute is >= 0 and <= 600, "Demo:VisitorsPerMinute must be between 0 and 600.")
            .ValidateOnStart();
        var options = section.Get<DemoOptions>() ?? new();
        var hasDatabase = !string.IsNullOrEmpty(builder.Configuration.GetConnectionString(Events.AnalyticsDatabase.ConnectionName));
        if (hasDatabase && (options.History || !string.IsNullOrEmpty(options.ReaderPassword)))
        {
            builder.Services.AddSingleton<Events.IDatabaseInitializer, DemoDataSeeder>();
        }

        if (options.VisitorsPerMinute > 0)
        {
            builder.Services.AddHostedService<SimulatedVisitors>();
        }
    }
}
