using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Account;

public sealed partial class AccountPage
{
    private Refusal? refusal;

    [CascadingParameter]
    private CurrentUser CurrentUser { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ChangePassword.Handler Change { get; set; } = null!;

    [Inject]
    private Flash Flash { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string RoleWords =>
        CurrentUser.Role switch
        {
            "admin" => "may change everything, keys and people included",
            "editor" => "may change flags",
            _ => "may look at everything but keys",
        };

    private async Task ChangePasswordAsync()
    {
        var outcome = await Change.HandleAsync(new(Typed("current"), Typed("new")), Actor.Of(Context.User));
        if (!outcome.Succeeded(out _, out refusal))
        {
            Context.Answer(refusal.Status());
            return;
        }

        Flash.Keep(Context, new("The password is changed."));
        Navigation.NavigateTo(Urls.Account);
    }

    private string Typed(string field) => Context.Request.Form[field].ToString();
}
