using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

public sealed partial class AccountPage
{
    [Inject]
    private ChangePassword.Handler Change { get; set; } = null!;

    private string RoleDescription =>
        CurrentUser.Role switch
        {
            "admin" => "full access, including SDK keys, the analytics database and users",
            "editor" => "can change flags, metrics and experiments",
            _ => "can read everything except SDK keys",
        };

    private async Task ChangePasswordAsync() =>
        await EndAsync(await Change.HandleAsync(new(Typed("current"), Typed("new")), Actor), _ => "Password changed.", Urls.Account);
}
