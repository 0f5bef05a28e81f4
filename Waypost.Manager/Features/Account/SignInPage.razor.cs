using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

public sealed partial class SignInPage
{
    private bool nobody;
    private Refusal? refusal;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ManagerDb Db { get; set; } = null!;

    [Inject]
    private SignIn.Handler SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    /// <summary>kept or none: what became of the form that was posted after the session had ended.</summary>
    [SupplyParameterFromQuery]
    private string? Draft { get; set; }

    private string? Ended =>
        Draft switch
        {
            "kept" => "Your session had ended, so nothing was saved. What you typed is back in its place once you have signed in.",
            "none" => "Your session had ended, so nothing was done. Sign in, then do it again.",
            _ => null,
        };

    protected override async Task OnInitializedAsync() => nobody = !await Db.Users.AnyAsync(Context.RequestAborted);

    private async Task SignInAsync()
    {
        var outcome = await SignIn.HandleAsync(new(Typed("email").Trim(), Typed("password"), Remember: true));
        if (outcome.Succeeded(out _, out refusal))
        {
            Navigation.NavigateTo(Urls.Local(ReturnUrl));
            return;
        }

        Context.Answer(StatusCodes.Status401Unauthorized);
    }

    private string Typed(string field) => Context.Request.HasFormContentType ? Context.Request.Form[field].ToString() : "";
}
