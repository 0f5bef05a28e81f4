using Microsoft.AspNetCore.Authentication.Cookies;
using SolarFlare;
using SolarFlare.Demo;
using SolarFlare.Events;
using SolarFlare.Live;
using SolarFlare.Visitors;
using Waypost.Sdk;
using Waypost.Sdk.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
{
    builder.WebHost.UseUrls("http://localhost:5080");
}

builder.AddTelemetry();

// Flags: SDK key and provider come from the settings Waypost:SdkKey and Waypost:ProviderUrl.
// Without a key the shop runs offline and uses the defaults in its code: everyone gets the old form.
builder.AddWaypost(options => options.Offline |= string.IsNullOrEmpty(options.SdkKey));
builder.Services.AddWaypostAspNetCore();

// Exposures and events go to the shop's analytics database, where Waypost's analyses read them.
builder.AddEvents();
builder.Services.AddOptions<WaypostOptions>().Configure<Outbox>((options, outbox) => options.OnExposure = outbox.Add);

// Demo data and simulated visitors, so that there is something to analyse before real visitors come.
builder.AddDemo();

builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddRazorPages(pages => pages.Conventions.ConfigureFilter(new PageViewFilter()));

// A page opened as a different user has an invalid antiforgery token: answer 400 without an exception, in Development too.
builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
builder.Services.AddHealthChecks().AddWaypost().AddCheck<EventsHealthCheck>("events");

var app = builder.Build();
app.Use(SecurityHeaders.AddAsync);
app.UseErrorPages();
app.UseRouting();
app.UseAuthentication();
app.Use(DemoSignIn.SignInFromQueryAsync);
app.UseAuthorization();
app.UseAntiforgery();

app.MapStaticAssets();
app.MapRazorPages().WithStaticAssets();
DemoSignIn.Map(app);
TimeOnForm.Map(app);
FlagChanges.Map(app);
app.MapHealthChecks("/health");
app.MapGet("/alive", () => TypedResults.Ok());

StartupWarnings.Write(app);
app.Run();
