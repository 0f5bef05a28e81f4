using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Tests.Support;
using Waypost.Wire;

namespace Waypost.Manager.Tests.Features;

/// <summary>SDK keys: created, rotated with a grace period, revoked; providers are notified of every change.</summary>
public sealed class SdkKeysTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    [Trait("Fault", "14")]
    public async Task A_rotated_key_works_until_its_grace_period_ends()
    {
        var keys = await KeysAsync();
        var old = (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);

        var next = (await manager.Admin.CallAsync($"POST {keys}/{old["id"]}/rotate")).Expect(201);

        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", next["key"]);
        Assert.NotEqual(old["key"], next["key"]);
        var live = await LiveAsync();
        Assert.Contains(StoredSdkKey.HashOf(old["key"]!), live.Keys.Select(k => k.Hash));
        Assert.Contains(StoredSdkKey.HashOf(next["key"]!), live.Keys.Select(k => k.Hash));
        var tomorrow = await LiveAsync(TimeSpan.FromHours(25));
        Assert.DoesNotContain(StoredSdkKey.HashOf(old["key"]!), tomorrow.Keys.Select(k => k.Hash));
        Assert.Contains(StoredSdkKey.HashOf(next["key"]!), tomorrow.Keys.Select(k => k.Hash));
    }

    [Theory]
    [InlineData("""{"graceHours":0}""", 201)]
    [InlineData("""{"graceHours":0.5}""", 201)]
    [InlineData("""{}""", 201)]
    [InlineData("""{"graceHours":-1}""", 400)]
    [InlineData("""{"graceHours":1e9}""", 400)]
    [InlineData("""{"graceHours":"1"}""", 400)]
    public async Task The_grace_period_must_not_be_negative_or_excessive(string body, int status)
    {
        var keys = await KeysAsync();
        var old = (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"client","name":"Browser"}""")).Expect(201);

        (await manager.Admin.CallAsync($"POST {keys}/{old["id"]}/rotate", body)).Expect(status);

        var isDeleted = status == 201 && body.Contains(":0}", StringComparison.Ordinal);
        (await manager.Admin.CallAsync($"GET {keys}/{old["id"]}")).Expect(isDeleted ? 404 : 200);
    }

    [Fact]
    public async Task A_key_in_its_grace_period_cannot_be_rotated_again_but_can_be_revoked()
    {
        var keys = await KeysAsync();
        var old = (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);
        (await manager.Admin.CallAsync($"POST {keys}/{old["id"]}/rotate")).Expect(201);

        (await manager.Admin.CallAsync($"POST {keys}/{old["id"]}/rotate")).Expect(409);
        (await manager.Admin.CallAsync($"DELETE {keys}/{old["id"]}")).Expect(204);

        (await manager.Admin.CallAsync($"DELETE {keys}/{old["id"]}")).Expect(404);
        Assert.DoesNotContain(StoredSdkKey.HashOf(old["key"]!), (await LiveAsync()).Keys.Select(k => k.Hash));
    }

    [Fact]
    public async Task Every_change_raises_the_keys_version_once_and_writes_one_log_entry()
    {
        var keys = await KeysAsync();
        var before = (await LiveAsync()).KeysVersion;

        var key = (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);
        var next = (await manager.Admin.CallAsync($"POST {keys}/{key["id"]}/rotate")).Expect(201);
        (await manager.Admin.CallAsync($"DELETE {keys}/{next["id"]}")).Expect(204);
        (await manager.Admin.CallAsync($"DELETE {keys}/{next["id"]}")).Expect(404);

        Assert.Equal(before + 3, (await LiveAsync()).KeysVersion);
        var events = (
            await manager.Viewer.CallAsync(
                $"GET {keys[..keys.IndexOf("/environments", StringComparison.Ordinal)]}/events?environment=production"
            )
        ).Expect(200);
        Assert.Equal(
            ["KEY_REVOKED", "KEY_ROTATED", "KEY_CREATED"],
            events.Body.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString())
        );
    }

    [Fact]
    public async Task Two_active_keys_of_an_environment_never_have_the_same_name()
    {
        var keys = await KeysAsync();
        var old = (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);

        (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"client","name":" SHOP "}""")).Expect(409);
        (
            await manager.Admin.CallAsync(
                $"POST {keys.Replace("production", "development", StringComparison.Ordinal)}",
                """{"kind":"server","name":"Shop"}"""
            )
        ).Expect(201);
        var second = (await manager.Admin.CallAsync($"POST {keys}/{old["id"]}/rotate")).Expect(201);
        var third = (await manager.Admin.CallAsync($"POST {keys}/{second["id"]}/rotate")).Expect(201);

        Assert.Equal(["Shop", "Shop"], [second["name"], third["name"]]);
        var names = (await manager.Admin.CallAsync($"GET {keys}"))
            .Expect(200)
            .Body.GetProperty("items")
            .EnumerateArray()
            .Select(key => key.GetProperty("name").GetString()!)
            .ToList();
        Assert.Equal(3, names.Distinct().Count());
        Assert.Matches(@"^Shop \(replaced \d+ \w+ \d{4}, \d\d:\d\d UTC\)$", names[0]);
        (await manager.Admin.CallAsync($"DELETE {keys}/{third["id"]}")).Expect(204);
        (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);
    }

    [Fact]
    public async Task The_longest_name_can_be_rotated_too()
    {
        var keys = await KeysAsync();
        var old = (await manager.Admin.CallAsync($"POST {keys}", $$"""{"kind":"server","name":"{{new string('n', 200)}}"}""")).Expect(201);

        (await manager.Admin.CallAsync($"POST {keys}/{old["id"]}/rotate")).Expect(201);

        Assert.Equal(200, (await manager.Admin.CallAsync($"GET {keys}/{old["id"]}")).Expect(200)["name"]!.Length);
    }

    [Fact]
    public async Task A_client_key_is_shown_again_and_a_server_key_is_not()
    {
        var keys = await KeysAsync();
        var client = (
            await manager.Admin.CallAsync(
                $"POST {keys}",
                """{"kind":"client","name":"Browser","allowedOrigins":["HTTPS://Shop.example","http://localhost:5080"]}"""
            )
        ).Expect(201);
        (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);

        var listed = (await manager.Admin.CallAsync($"GET {keys}")).Expect(200).Body.GetProperty("items");

        Assert.Equal(client["key"], listed[0].GetProperty("key").GetString());
        Assert.Equal(
            ["https://shop.example", "http://localhost:5080"],
            listed[0].GetProperty("allowedOrigins").EnumerateArray().Select(o => o.GetString())
        );
        Assert.False(listed[1].TryGetProperty("key", out _));
    }

    [Fact]
    public async Task A_key_can_only_be_addressed_through_its_own_environment()
    {
        var keys = await KeysAsync();
        var key = (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);
        var elsewhere = keys.Replace("production", "development", StringComparison.Ordinal);

        (await manager.Admin.CallAsync($"DELETE {elsewhere}/{key["id"]}")).Expect(404);
        (await manager.Admin.CallAsync($"POST {elsewhere}/{key["id"]}/rotate")).Expect(404);

        (await manager.Admin.CallAsync($"GET {keys}/{key["id"]}")).Expect(200);
    }

    private async Task<SdkKeys> LiveAsync(TimeSpan later = default)
    {
        await using var db = await manager.Get<IDbContextFactory<ManagerDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await ActiveSdkKeys.ReadAsync(db, TimeProvider.System.GetUtcNow() + later, TestContext.Current.CancellationToken);
    }

    private async Task<string> KeysAsync() => $"/projects/{await manager.NewProjectAsync()}/environments/production/sdk-keys";
}
