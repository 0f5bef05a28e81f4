using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Core;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>The first administrator is created once, by a user who can read the console.</summary>
public sealed class SetupTests(ManagerDatabase database) : IClassFixture<ManagerDatabase>
{
    private static readonly Dictionary<string, string?> NoUsers = new()
    {
        ["Waypost:Bootstrap:AdminEmail"] = "",
        ["Waypost:Bootstrap:AdminPassword"] = "",
        ["Waypost:Bootstrap:AdminToken"] = "",
    };

    [Fact]
    public async Task The_first_user_with_the_setup_token_becomes_administrator_and_later_ones_are_refused()
    {
        await using var manager = RunningManager.Start(database.ConnectionString, NoUsers);
        var token = manager.Services.GetRequiredService<SetupToken>().Path.Split('=')[1];

        var wrongToken = await SetUpAsync(manager, new("AAAAAAAAAAAAAAAAAAAAAAAA", "Eve", "eve@example.com", "long enough password"));
        var invalid = await SetUpAsync(manager, new(token, " ", "nobody", "short"));
        var racing = await Overlap.RunAsync(
            database.ConnectionString,
            "deployment",
            4,
            i => SetUpAsync(manager, new(token, "Ada", $"ada{i}@example.com", "long enough password"))
        );
        var later = await SetUpAsync(manager, new(token, "Eve", "eve@example.com", "long enough password"));

        Assert.Equal(["token"], Assert.IsType<Refusal.Invalid>(wrongToken.Refusal).Errors.Keys);
        Assert.Equal(["email", "name"], Assert.IsType<Refusal.Invalid>(invalid.Refusal).Errors.Keys.Order());
        var first = Assert.Single(racing, r => r.Refusal is null);
        Assert.Equal(3, racing.Count(r => r.Refusal is Refusal.Conflict));
        Assert.IsType<Refusal.Conflict>(later.Refusal);
        using var client = await first.Browser.ClientAsync(antiforgery: false);
        Assert.Equal(
            "admin",
            (await client.CallAsync("GET /users")).Expect(200).Body.GetProperty("items")[0].GetProperty("role").GetString()
        );
    }

    private static async Task<(Visitor Browser, Refusal? Refusal)> SetUpAsync(
        RunningManager manager,
        CreateFirstAdministrator.Request request
    )
    {
        var browser = new Visitor(manager);
        var refusal = await browser.DoAsync(
            async (services, _) =>
                (
                    await services
                        .GetRequiredService<CreateFirstAdministrator.Handler>()
                        .HandleAsync(request, TestContext.Current.CancellationToken)
                ).Refusal
        );
        return (browser, refusal);
    }
}
