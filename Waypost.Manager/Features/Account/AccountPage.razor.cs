using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

public sealed partial class AccountPage
{
    [Inject]
    private ChangePassword.Handler Change { get; set; } = null!;

    private string RoleWords =>
        CurrentUser.Role switch
        {
            "admin" => "may change everything, keys and people included",
            "editor" => "may change flags",
            _ => "may look at everything but keys",
        };

    private async Task ChangePasswordAsync() =>
        await EndAsync(await Change.HandleAsync(new(Typed("current"), Typed("new")), Actor), _ => "The password is changed.", Urls.Account);
}
