using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Waypost.Manager.Core;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Ui;

/// <summary>
/// Adds the web interface to the host: <c>builder.AddWaypostUi()</c> before the rest of HTTP, <c>app.MapWaypostUi()</c> last.
/// </summary>
internal static class UiServices
{
    public static void AddWaypostUi(this WebApplicationBuilder builder)
    {
        // A project that was built but not published has its assets in the source tree.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents();
        builder.Services.AddCascadingAuthenticationState();
        // Handlers run in the order of registration: pages come before the problem details of the API.
        builder.Services.AddExceptionHandler<ErrorPageHandler>();
        builder.Services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html"];
        });
        builder.Services.AddSingleton<ToastCookie>();
        builder.Services.AddSingleton<FormDrafts>();
        builder.Services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).PostConfigure<FormDrafts>(KeepDrafts);
        builder.Services.AddScoped<WorkspaceQuery>();
        builder.Services.AddScoped<FlagQuery>();
        builder.Services.AddScoped<CommandPaletteQuery>();
    }

    public static void MapWaypostUi(this WebApplication app)
    {
        app.UseStatusCodePages(ErrorPageHandler.ShowAsync);
        app.UseWhen(context => MayBeCompressed(context.Request), pages => pages.UseResponseCompression());
        app.MapStaticAssets().AllowAnonymous();
        app.MapGet("/", ToFlags).ExcludeFromDescription();
        app.MapPost(Urls.SetTheme, SetTheme).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(Urls.PaletteItems, ListPaletteItems).ExcludeFromDescription();
        app.MapRazorComponents<App>();
    }

    // A form posted after the session has ended leads to the sign-in page, and from there back to the page with what was typed.
    private static void KeepDrafts(CookieAuthenticationOptions cookie, FormDrafts drafts)
    {
        var redirect = cookie.Events.OnRedirectToLogin;
        cookie.Events.OnRedirectToLogin = async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method) && ErrorPageHandler.WantsPage(context.Request))
            {
                context.RedirectUri = Urls.SignInAgain(FormDrafts.PageOf(context.Request), await drafts.SaveAsync(context.HttpContext));
            }

            await redirect(context);
        };
    }

    // BREACH: a compressed response must not hold both a secret and text from a third party. Antiforgery tokens are masked differently
    // in every page, and keys are only in responses to posts.
    private static bool MayBeCompressed(HttpRequest request) => HttpMethods.IsGet(request.Method) && ErrorPageHandler.WantsPage(request);

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
        Theme.Save(context, theme);
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
