using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

public sealed partial class SignInPage
{
    private static readonly User Nobody = new() { UserName = "nobody" };

    private bool nobody;
    private bool refused;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private UserManager<User> Users { get; set; } = null!;

    [Inject]
    private SignInManager<User> SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    protected override async Task OnInitializedAsync() => nobody = !await Users.Users.AnyAsync(Context.RequestAborted);

    private async Task SignInAsync()
    {
        var user = await Users.FindByEmailAsync(Typed("email").Trim());
        if (user is null)
        {
            // Who is unknown costs as much time as a wrong password, so that the answer tells nothing.
            Users.PasswordHasher.HashPassword(Nobody, Typed("password"));
        }
        else if ((await SignIn.CheckPasswordSignInAsync(user, Typed("password"), lockoutOnFailure: true)).Succeeded)
        {
            await SignIn.SignInAsync(user, isPersistent: true);
            Navigation.NavigateTo(Urls.Local(ReturnUrl));
            return;
        }

        refused = true;
        Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }

    private string Typed(string field) => Context.Request.HasFormContentType ? Context.Request.Form[field].ToString() : "";
}
