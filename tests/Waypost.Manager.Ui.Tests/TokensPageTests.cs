using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Npgsql;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class TokensPageTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_is_created_shown_once_used_and_revoked(bool script)
    {
        var name = $"Nightly export {script}";
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync("/account/tokens");

        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByText("Can also change flags").ClickAsync();
        await page.GetByLabel("Expires").SelectOptionAsync("in 30 days");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var token = (await page.Locator("#created-token").TextContentAsync())!;
        Assert.Matches("^wp_pat_[0-9A-Za-z]{40}$", token);
        var row = page.Locator("tr", new() { HasText = name });
        await Expect(row).ToContainTextAsync("editor");
        await Expect(row).ToContainTextAsync("never");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token, "projects/default/flags"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(token, "users"));
        Assert.Equal(0L, await CountAsync(token));

        await page.GotoAsync("/account/tokens");
        Assert.DoesNotContain(token, await page.ContentAsync(), StringComparison.Ordinal);
        await Expect(row).ToContainTextAsync("just now");
        await Expect(row.GetByText("never")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Revoke {name}" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync($"{name} revoked");
        await Expect(row).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token, "projects/default/flags"));
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_viewer_can_only_create_tokens_that_read()
    {
        await site.CreateUserAsync("val@solarflare.example", "viewer");
        await using var visitor = await site.SignInAsync(email: "val@solarflare.example");
        var page = visitor.Page;
        await page.GotoAsync("/account/tokens");

        await Expect(page.Locator("[name=role]")).ToHaveCountAsync(1);
        await page.EvaluateAsync("document.querySelector('[name=role]').value = 'admin'");
        await page.GetByLabel("Name").FillAsync("More");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await Expect(page.Locator("main .error")).ToContainTextAsync("a token cannot have a higher one");

        await page.GotoAsync("/account/tokens");
        await page.GetByLabel("Name").FillAsync("Reading");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var token = (await page.Locator("#created-token").TextContentAsync())!;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site.Address, "api/v1/projects/default/flags"))
        {
            Content = JsonContent.Create(new { key = "sneaked" }),
        };
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(token, request));
    }

    [Fact]
    public async Task A_user_does_not_see_the_tokens_of_another_user()
    {
        using var created = await site.Api.PostAsJsonAsync(
            "tokens",
            new { name = "Of another user" },
            TestContext.Current.CancellationToken
        );
        created.EnsureSuccessStatusCode();
        await site.CreateUserAsync("vi@solarflare.example", "admin");
        await using var visitor = await site.SignInAsync(email: "vi@solarflare.example");
        var page = visitor.Page;

        await page.GotoAsync("/account/tokens");

        await Expect(page.GetByText("No tokens yet")).ToBeVisibleAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(string token, HttpRequestMessage request)
    {
        using var client = new HttpClient();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> StatusAsync(string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Address, "api/v1/" + path));
        return await StatusAsync(token, request);
    }

    /// <summary>Database rows that contain the token in clear text.</summary>
    private async Task<long> CountAsync(string token)
    {
        await using var connection = new NpgsqlConnection(site.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var count = new NpgsqlCommand("select count(*) from access_tokens t where t::text like '%' || $1 || '%'", connection)
        {
            Parameters = { new() { Value = token } },
        };
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
