using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Core;
using Waypost.Manager.Features.Account;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>E-mail and password become a session; whoever guesses learns nothing.</summary>
public sealed class SignInTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const string Password = "long enough password";

    [Fact]
    public async Task The_right_password_opens_the_API_by_cookie()
    {
        var browser = new Visitor(manager.Running);

        Assert.Null(await SignInAsync(browser, RunningManager.AdminEmail, RunningManager.AdminPassword));

        using var client = await browser.ClientAsync(antiforgery: false);
        (await client.AskAsync("GET /users")).Expect(200);
    }

    [Theory]
    [InlineData(RunningManager.AdminEmail, "a wrong password")]
    [InlineData("nobody@example.com", RunningManager.AdminPassword)]
    [InlineData("", "")]
    [InlineData("\0", "\0")]
    public async Task Whatever_is_wrong_the_answer_is_the_same(string email, string password)
    {
        var browser = new Visitor(manager.Running);

        Assert.Equal(SignIn.Refused, await SignInAsync(browser, email, password));
        Assert.False(browser.IsSignedIn);
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_is_refused_in_the_same_words_until_an_administrator_sets_a_new_one()
    {
        var id = await MakeUserAsync("locked@example.com");
        var browser = new Visitor(manager.Running);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(SignIn.Refused, await SignInAsync(browser, "locked@example.com", "a wrong password"));
        }

        Assert.Equal(SignIn.Refused, await SignInAsync(browser, "locked@example.com", Password));

        (await manager.Admin.AskAsync($"PATCH /users/{id}", """{"password":"another long password"}""")).Expect(200);
        Assert.Null(await SignInAsync(browser, "locked@example.com", "another long password"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var browser = new Visitor(manager.Running);
        await SignInAsync(browser, RunningManager.AdminEmail, RunningManager.AdminPassword);

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
    public async Task A_changed_password_keeps_this_session_and_needs_the_old_one()
    {
        await MakeUserAsync("change@example.com");
        var browser = new Visitor(manager.Running);
        await SignInAsync(browser, "change@example.com", Password);

        var wrong = await ChangeAsync(browser, "not the old one", "a quite new password");
        var weak = await ChangeAsync(browser, Password, "short");
        var done = await ChangeAsync(browser, Password, "a quite new password");

        Assert.Equal(["currentPassword"], Assert.IsType<Refusal.Invalid>(wrong).Errors.Keys);
        Assert.Equal(["newPassword"], Assert.IsType<Refusal.Invalid>(weak).Errors.Keys);
        Assert.Null(done);
        using var client = await browser.ClientAsync(antiforgery: false);
        (await client.AskAsync("GET /projects")).Expect(200);
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

    private async Task<string?> MakeUserAsync(string email) =>
        (await manager.Admin.AskAsync("POST /users", $$"""{"email":"{{email}}","role":"editor","password":"{{Password}}"}""")).Expect(201)[
            "id"
        ];
}
