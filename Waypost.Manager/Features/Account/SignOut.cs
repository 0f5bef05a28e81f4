using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

/// <summary>Signs out of this browser.</summary>
internal static class SignOut
{
    public sealed class Handler(SignInManager<User> signIn)
    {
        public Task HandleAsync() => signIn.SignOutAsync();
    }

    // The form parameter makes ASP.NET check the antiforgery token.
    public static void Map(WebApplication app) =>
        app.MapPost(
                Urls.SignOut,
                async Task<RedirectHttpResult> (IFormCollection _, Handler handler) =>
                {
                    await handler.HandleAsync();
                    return TypedResults.Redirect(Urls.SignIn);
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
}
