using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Waypost.Manager.Ui;

/// <summary>Puts the web interface into the host: <c>builder.AddWaypostUi()</c> before the rest of HTTP, <c>app.MapWaypostUi()</c> last.</summary>
internal static class UiServices
{
    public static void AddWaypostUi(this WebApplicationBuilder builder)
    {
        // Where the project was built but not published, its assets lie in the source tree.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents();
        builder.Services.AddCascadingAuthenticationState();
        // Asked in the order of registration: pages before the problem details of the API.
        builder.Services.AddExceptionHandler<PageFailures>();
        builder.Services.AddSingleton<Flash>();
        builder.Services.AddScoped<Places>();
        builder.Services.AddScoped<FindPlaces>();
    }

    public static void MapWaypostUi(this WebApplication app)
    {
        app.UseStatusCodePages(PageFailures.ShowAsync);
        app.MapStaticAssets().AllowAnonymous();
        app.MapGet("/", ToFlags).ExcludeFromDescription();
        app.MapPost(Urls.SetTheme, SetTheme).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(Urls.Finder, Find).ExcludeFromDescription();
        app.MapRazorComponents<App>();
    }

    private static async Task<RedirectHttpResult> ToFlags(HttpContext context, Places places, CancellationToken cancellationToken)
    {
        var (place, _) = await places.FindAsync(context, cancellationToken);
        return TypedResults.Redirect(Urls.Flags(place.Project.Key, place.Environment.Key));
    }

    private static RedirectHttpResult SetTheme(HttpContext context, [FromForm] string theme, [FromForm] string? returnUrl)
    {
        Theme.Keep(context, theme);
        return TypedResults.Redirect(Urls.Local(returnUrl));
    }

    private static Task<Ok<IReadOnlyList<Found>>> Find(string project, string environment, FindPlaces find, CancellationToken cancellationToken) =>
        find.AllAsync(project, environment, cancellationToken);
}
