using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

public sealed partial class SignInPage
{
    private bool hasAccounts;

    [Inject]
    private SignIn.Handler SignIn { get; set; } = null!;

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

    private protected override async Task LoadAsync() => hasAccounts = await SignIn.HasAccountsAsync(Aborted);

    private async Task SignInAsync()
    {
        if ((await SignIn.HandleAsync(new(Typed("email").Trim(), Typed("password"), Remember: true))).Succeeded(out _, out var refused))
        {
            Navigation.NavigateTo(Urls.Local(ReturnUrl));
            return;
        }

        Refuse(refused, StatusCodes.Status401Unauthorized);
    }
}
