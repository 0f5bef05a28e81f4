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

    /// <summary>kept or none: whether a form that was posted after the session had ended can be restored.</summary>
    [SupplyParameterFromQuery]
    private string? Draft { get; set; }

    private string? SessionExpired =>
        Draft switch
        {
            "kept" => "Your session expired, so nothing was saved. Sign in to restore what you typed.",
            "none" => "Your session expired, so nothing was saved. Sign in and try again.",
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
