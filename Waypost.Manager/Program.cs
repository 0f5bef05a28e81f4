using Waypost.Manager;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Delivery;
using Waypost.Manager.Demo;
using Waypost.Manager.Features;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.ServiceDefaults;

return await Startup.RunAndExplainAsync(() => Build(args), PrepareDatabase.RunAsync);

static WebApplication Build(string[] args)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddServiceDefaults();
    builder.AddWaypostOptions();
    builder.AddWaypostData();
    builder.AddWaypostProtection();
    builder.Services.AddWaypostAccess(builder.Environment);
    builder.AddWaypostUi();
    builder.Services.AddWaypostHttp();
    builder.Services.AddStatsWorkerClient();
    builder.Services.AddWaypostFeatures();
    builder.Services.AddWaypostDemo();
    builder.Services.AddWaypostDelivery();

    var app = builder.Build();
    app.UseExceptionHandler();
    app.UseBodyLimit();
    app.UseSecurityHeaders();
    app.UseStatusCodePages();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseAntiforgery();
    app.UseStrictBodies();
    app.MapDefaultEndpoints();
    app.MapWaypostApi();
    app.MapWaypostDelivery();
    app.MapWaypostUi();
    return app;
}
