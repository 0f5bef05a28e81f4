using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

public sealed partial class AccountPage
{
    private Refusal? refusal;

    [CascadingParameter]
    private Reader Reader { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private UserManager<User> Users { get; set; } = null!;

    [Inject]
    private SignInManager<User> SignIn { get; set; } = null!;

    [Inject]
    private Flash Flash { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string RoleWords => Reader.Role switch
    {
        "admin" => "may change everything, keys and people included",
        "editor" => "may change flags",
        _ => "may look at everything but keys",
    };

    private async Task ChangePasswordAsync()
    {
        if (await Users.GetUserAsync(Context.User) is not { } user)
        {
            Navigation.NavigateTo(Urls.SignIn);
            return;
        }

        var result = await Users.ChangePasswordAsync(user, Typed("current"), Typed("new"));
        if (!result.Succeeded)
        {
            refusal = new Refusal.Invalid(result.Errors
                .GroupBy(error => error.Code == nameof(IdentityErrorDescriber.PasswordMismatch) ? "current" : "new")
                .ToDictionary(group => group.Key, group => group.Select(error => error.Description).ToArray()));
            Context.Response.StatusCode = refusal.Status();
            return;
        }

        await SignIn.RefreshSignInAsync(user);
        Flash.Keep(Context, new("The password is changed."));
        Navigation.NavigateTo(Urls.Account);
    }

    private string Typed(string field) => Context.Request.Form[field].ToString();
}
