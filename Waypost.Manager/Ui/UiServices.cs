using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Waypost.Manager.Core;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Ui;

/// <summary>
/// Puts the web interface into the host: <c>builder.AddWaypostUi()</c> before the rest of HTTP, <c>app.MapWaypostUi()</c> last.
/// </summary>
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
        builder.Services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html"];
        });
        builder.Services.AddSingleton<Flash>();
        builder.Services.AddSingleton<Drafts>();
        builder.Services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).PostConfigure<Drafts>(KeepDrafts);
        builder.Services.AddScoped<WorkspaceQuery>();
        builder.Services.AddScoped<FlagQuery>();
        builder.Services.AddScoped<CommandPaletteQuery>();
    }

    public static void MapWaypostUi(this WebApplication app)
    {
        app.UseStatusCodePages(PageFailures.ShowAsync);
        app.UseWhen(context => MayBeCompressed(context.Request), pages => pages.UseResponseCompression());
        app.MapStaticAssets().AllowAnonymous();
        app.MapGet("/", ToFlags).ExcludeFromDescription();
        app.MapPost(Urls.SetTheme, SetTheme).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(Urls.Finder, ListPaletteItems).ExcludeFromDescription();
        app.MapRazorComponents<App>();
    }

    // Whoever posts a form after the session has ended signs in, and comes back to the page with what they had typed.
    private static void KeepDrafts(CookieAuthenticationOptions cookie, Drafts drafts)
    {
        var redirect = cookie.Events.OnRedirectToLogin;
        cookie.Events.OnRedirectToLogin = async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method) && PageFailures.WantsPage(context.Request))
            {
                context.RedirectUri = Urls.SignInAgain(Drafts.PageOf(context.Request), await drafts.KeepAsync(context.HttpContext));
            }

            await redirect(context);
        };
    }

    // BREACH: what is compressed together must not hold a secret and a stranger's words. Antiforgery tokens are masked
    // anew in every page, and keys are only in the answer to a post.
    private static bool MayBeCompressed(HttpRequest request) => HttpMethods.IsGet(request.Method) && PageFailures.WantsPage(request);

    private static async Task<RedirectHttpResult> ToFlags(
        HttpContext context,
        WorkspaceQuery workspaces,
        CancellationToken cancellationToken
    )
    {
        var (workspace, _) = await workspaces.FindAsync(context, cancellationToken);
        return TypedResults.Redirect(Urls.Flags(workspace.Project.Key, workspace.Environment.Key));
    }

    private static RedirectHttpResult SetTheme(HttpContext context, [FromForm] string theme, [FromForm] string? returnUrl)
    {
        Theme.Keep(context, theme);
        return TypedResults.Redirect(Urls.Local(returnUrl));
    }

    private static async Task<Ok<IReadOnlyList<PaletteItem>>> ListPaletteItems(
        string project,
        string environment,
        CommandPaletteQuery palette,
        Actor actor,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await palette.ListAsync(project, environment, actor, cancellationToken));
}
