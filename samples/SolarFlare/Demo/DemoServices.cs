namespace SolarFlare.Demo;

internal static class DemoServices
{
    /// <summary>History and visitors, as far as the settings ask for them.</summary>
    internal static void AddDemo(this WebApplicationBuilder builder)
    {
        var demo = builder.Configuration.GetSection(DemoOptions.Section);
        builder
            .Services.AddOptions<DemoOptions>()
            .Bind(demo)
            .Validate(static options => options.VisitorsPerMinute is >= 0 and <= 600, "Demo:VisitorsPerMinute must lie between 0 and 600.")
            .ValidateOnStart();
        var given = demo.Get<DemoOptions>() ?? new();
        var hasDatabase = !string.IsNullOrEmpty(builder.Configuration.GetConnectionString(Events.EventsDatabase.ConnectionName));
        if (hasDatabase && (given.History || !string.IsNullOrEmpty(given.ReaderPassword)))
        {
            builder.Services.AddSingleton<Events.IEventsPreparation, WriteHistory>();
        }

        if (given.VisitorsPerMinute > 0)
        {
            builder.Services.AddHostedService<SimulatedVisitors>();
        }
    }
}
