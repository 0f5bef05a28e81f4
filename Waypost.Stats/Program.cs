using Waypost.ServiceDefaults;
using Waypost.Stats;

return await Startup.RunAndExplainAsync(() => Build(args));

static WebApplication Build(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddStats();

    var app = builder.Build();
    app.MapStats();
    return app;
}
