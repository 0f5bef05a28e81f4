using System.Net.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Http.Access;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Setup;

public sealed partial class SetupPage
{
    private bool done;
    private Refusal? refusal;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private SetupToken Setup { get; set; } = null!;

    [Inject]
    private UserManager<User> Users { get; set; } = null!;

    [Inject]
    private SignInManager<User> SignIn { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    protected override async Task OnInitializedAsync() => done = await Users.Users.AnyAsync(Context.RequestAborted);

    private async Task SetUpAsync()
    {
        if (done || Refuses() is { } wrong && Refuse(wrong))
        {
            return;
        }

        var email = Typed("email")!.Trim();
        var user = new User { UserName = email, Email = email, EmailConfirmed = true, Name = Typed("name")!.Trim(), Role = Roles.Admin, CreatedAt = Time.GetUtcNow() };
        var result = await Users.CreateAsync(user, Typed("password")!);
        if (!result.Succeeded)
        {
            Refuse(new Refusal.Invalid(result.Errors
                .GroupBy(error => error.Code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "email")
                .ToDictionary(group => group.Key, group => group.Select(error => error.Description).ToArray())));
            return;
        }

        await SignIn.SignInAsync(user, isPersistent: true);
        Navigation.NavigateTo("/");
    }

    private Refusal.Invalid? Refuses() =>
        !Setup.Matches(Typed("token")) ? Refusal.Invalid.Field("token", "This is not the token of this start. A restart makes a new one: look at the console's last lines.")
        : string.IsNullOrWhiteSpace(Typed("name")) ? Refusal.Invalid.Field("name", "Say what others shall call you.")
        : !MailAddress.TryCreate(Typed("email"), out _) ? Refusal.Invalid.Field("email", "This is not an e-mail address.")
        : string.IsNullOrEmpty(Typed("password")) ? Refusal.Invalid.Field("password", "The password is missing.")
        : null;

    private bool Refuse(Refusal refused)
    {
        refusal = refused;
        Context.Response.StatusCode = refused.Status();
        return true;
    }

    private string? Typed(string field) =>
        Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;
}
