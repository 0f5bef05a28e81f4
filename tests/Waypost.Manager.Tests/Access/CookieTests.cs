using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Waypost.Manager.Features.Account;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>API calls with the UI's cookie: writes need the antiforgery token, and a session ends when the user's rights change.</summary>
public sealed class CookieTests(ManagerDatabase database) : IClassFixture<ManagerDatabase>
{
    private const string Password = "long enough password";

    [Fact]
    public async Task Writing_with_a_cookie_needs_the_antiforgery_token_and_reading_does_not()
    {
        await using var manager = RunningManager.Start(database.ConnectionString);
        var browser = await SignedInAsync(manager, RunningManager.AdminEmail, RunningManager.AdminPassword);
        using var forged = await browser.ClientAsync(antiforgery: false);
        using var page = await browser.ClientAsync(antiforgery: true);

        (await forged.CallAsync("GET /projects")).Expect(200);
        Assert.Contains(
            "antiforgery",
            (await forged.CallAsync("POST /projects", """{"key":"forged"}""")).Expect(400)["type"],
            StringComparison.Ordinal
        );
        (await page.CallAsync("POST /projects", """{"key":"meant"}""")).Expect(201);
        (await page.CallAsync("GET /projects/forged")).Expect(404);
    }

    [Theory]
    [InlineData("""{"role":"viewer"}""")]
    [InlineData("""{"password":"another long password"}""")]
    [InlineData(null)]
    public async Task A_new_role_or_password_and_a_deleted_account_end_all_sessions_within_a_minute(string? change)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var manager = RunningManager.Start(
            database.ConnectionString,
            services: services => services.AddSingleton<TimeProvider>(time)
        );
        using var admin = manager.Client(RunningManager.AdminToken);
        var email = $"{Guid.NewGuid():N}@example.com";
        var id = (await admin.CallAsync("POST /users", $$"""{"email":"{{email}}","role":"editor","password":"{{Password}}"}""")).Expect(
            201
        )["id"];
        using var session = await (await SignedInAsync(manager, email, Password)).ClientAsync(antiforgery: false);
        (await session.CallAsync("GET /projects")).Expect(200);

        (await admin.CallAsync(change is null ? $"DELETE /users/{id}" : $"PATCH /users/{id}", change)).Expect(change is null ? 204 : 200);
        time.Advance(TimeSpan.FromMinutes(1));

        (await session.CallAsync("GET /projects")).Expect(401);
    }

    [Fact]
    public async Task The_cookie_is_for_this_host_only_and_not_readable_by_scripts()
    {
        await using var manager = RunningManager.Start(
            database.ConnectionString,
            new Dictionary<string, string?> { ["environment"] = "Production" }
        );
        string? cookie = null;
        await new Visitor(manager).DoAsync(
            async (services, context) =>
            {
                await services
                    .GetRequiredService<SignIn.Handler>()
                    .HandleAsync(new(RunningManager.AdminEmail, RunningManager.AdminPassword));
                cookie = context.Response.Headers.SetCookie.ToString();
                return true;
            }
        );

        Assert.StartsWith("__Host-waypost=", cookie, StringComparison.Ordinal);
        Assert.All(
            ["httponly", "secure", "samesite=lax", "path=/"],
            word => Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase)
        );
    }

    private static async Task<Visitor> SignedInAsync(RunningManager manager, string email, string password)
    {
        var browser = new Visitor(manager);
        Assert.Null(
            await browser.DoAsync(
                async (services, _) => (await services.GetRequiredService<SignIn.Handler>().HandleAsync(new(email, password))).Refusal
            )
        );
        return browser;
    }
}
