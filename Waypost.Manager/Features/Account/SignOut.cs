using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

/// <summary>Ends this browser's session.</summary>
internal static class SignOut
{
    public sealed class Handler(SignInManager<User> signIn)
    {
        public Task HandleAsync() => signIn.SignOutAsync();
    }

    // Asking for the form is what makes the antiforgery token count.
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
