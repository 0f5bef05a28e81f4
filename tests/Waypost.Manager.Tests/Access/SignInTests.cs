using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Core;
using Waypost.Manager.Features.Account;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>E-mail and password start a session; failed attempts reveal nothing about the accounts.</summary>
public sealed class SignInTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const string Password = "long enough password";

    [Fact]
    public async Task The_correct_password_signs_in_to_the_API_with_a_cookie()
    {
        var browser = new Visitor(manager.Running);

        Assert.Null(await SignInAsync(browser, RunningManager.AdminEmail, RunningManager.AdminPassword));

        using var client = await browser.ClientAsync(antiforgery: false);
        (await client.CallAsync("GET /users")).Expect(200);
    }

    [Theory]
    [InlineData(RunningManager.AdminEmail, "a wrong password")]
    [InlineData("nobody@example.com", RunningManager.AdminPassword)]
    [InlineData("", "")]
    [InlineData("\0", "\0")]
    public async Task Every_refused_sign_in_gets_the_same_message(string email, string password)
    {
        var browser = new Visitor(manager.Running);

        Assert.Equal(SignIn.Refused, await SignInAsync(browser, email, password));
        Assert.False(browser.IsSignedIn);
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_account_is_locked_until_an_administrator_sets_a_new_password()
    {
        var id = await CreateUserAsync("locked@example.com");
        var browser = new Visitor(manager.Running);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(SignIn.Refused, await SignInAsync(browser, "locked@example.com", "a wrong password"));
        }

        Assert.Equal(SignIn.Refused, await SignInAsync(browser, "locked@example.com", Password));

        (await manager.Admin.CallAsync($"PATCH /users/{id}", """{"password":"another long password"}""")).Expect(200);
        Assert.Null(await SignInAsync(browser, "locked@example.com", "another long password"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var browser = new Visitor(manager.Running);
        Assert.Null(await SignInAsync(browser, RunningManager.AdminEmail, RunningManager.AdminPassword));
        Assert.True(browser.IsSignedIn);

        await browser.DoAsync(
            async (services, _) =>
            {
                await services.GetRequiredService<SignOut.Handler>().HandleAsync();
                return true;
            }
        );

        Assert.False(browser.IsSignedIn);
    }

    [Fact]
    public async Task Changing_the_password_needs_the_old_one_and_keeps_this_session()
    {
        await CreateUserAsync("change@example.com");
        var browser = new Visitor(manager.Running);
        await SignInAsync(browser, "change@example.com", Password);

        var wrong = await ChangeAsync(browser, "not the old one", "a quite new password");
        var weak = await ChangeAsync(browser, Password, "short");
        var done = await ChangeAsync(browser, Password, "a quite new password");

        Assert.Equal(["currentPassword"], Assert.IsType<Refusal.Invalid>(wrong).Errors.Keys);
        Assert.Equal(["newPassword"], Assert.IsType<Refusal.Invalid>(weak).Errors.Keys);
        Assert.Null(done);
        using var client = await browser.ClientAsync(antiforgery: false);
        (await client.CallAsync("GET /projects")).Expect(200);
        Assert.Equal(SignIn.Refused, await SignInAsync(new(manager.Running), "change@example.com", Password));
        Assert.Null(await SignInAsync(new(manager.Running), "change@example.com", "a quite new password"));
    }

    private static Task<Refusal?> SignInAsync(Visitor browser, string email, string password) =>
        browser.DoAsync(
            async (services, _) => (await services.GetRequiredService<SignIn.Handler>().HandleAsync(new(email, password))).Refusal
        );

    private static Task<Refusal?> ChangeAsync(Visitor browser, string current, string wanted) =>
        browser.DoAsync(
            async (services, context) =>
                (
                    await services.GetRequiredService<ChangePassword.Handler>().HandleAsync(new(current, wanted), Actor.Of(context.User))
                ).Refusal
        );

    private async Task<string?> CreateUserAsync(string email) =>
        (await manager.Admin.CallAsync("POST /users", $$"""{"email":"{{email}}","role":"editor","password":"{{Password}}"}""")).Expect(201)[
            "id"
        ];
}
