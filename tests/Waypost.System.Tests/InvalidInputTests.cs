using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>Invalid input is answered with a problem that names the field, and nothing is saved.</summary>
[Collection(nameof(RunningSystem))]
public sealed class InvalidInputTests(RunningSystem system)
{
    private const string Settings = "projects/default/environments/production/flags/quote-form";

    [Theory]
    [InlineData("POST", ManagerApi.Flags, """{"key":"no spaces, please"}""", "key")]
    [InlineData("POST", ManagerApi.Flags, """{"name":"without a key"}""", "key")]
    [InlineData("POST", ManagerApi.Flags, """{"key":"x1","type":"colour"}""", "type")]
    [InlineData("POST", ManagerApi.Flags, """{"key":"x2","type":"string","variants":{"only":"one"}}""", "variants")]
    [InlineData("POST", ManagerApi.Flags, """{"key":"x3","rolloutPercentage":101}""", "rolloutPercentage")]
    [InlineData("PATCH", Settings, """{"rolloutPercentage":101}""", "rolloutPercentage")]
    [InlineData("PATCH", Settings, """{"rolloutPercentage":-0.001}""", "rolloutPercentage")]
    [InlineData("PATCH", Settings, """{"rolloutPercentage":0.0001}""", "rolloutPercentage")]
    [InlineData("PATCH", Settings, """{"enabled":"perhaps"}""", "enabled")]
    [InlineData("PATCH", Settings, """{"offVariant":"purple"}""", "offVariant")]
    [InlineData("PATCH", Settings, """{"fallthrough":{"variant":"purple"}}""", "fallthrough")]
    [InlineData(
        "PATCH",
        Settings,
        """{"fallthrough":{"rollout":[{"variant":"on","weight":50000},{"variant":"off","weight":49999}]}}""",
        "fallthrough"
    )]
    [InlineData("PATCH", Settings, """{"assignments":{"julia m":"purple"}}""", "assignments")]
    [InlineData("PUT", Settings + "/assignments/julia%20m", """{"variant":"purple"}""", "variant")]
    [InlineData(
        "PATCH",
        Settings,
        """{"rules":[{"when":[{"attribute":"segment","op":"inSegment","values":["no-such-segment"]}],"serve":{"variant":"on"}}]}""",
        "rules"
    )]
    [InlineData(
        "PATCH",
        Settings,
        """{"rules":[{"when":[{"attribute":"plan","op":"resembles","values":["pro"]}],"serve":{"variant":"on"}}]}""",
        "rules"
    )]
    public async Task An_invalid_field_is_named(string method, string path, string body, string field)
    {
        var before = await VersionAsync();

        using var response = await system.Manager.SendAsync(method, path, Json(body));

        var text = await response.Content.ReadAsStringAsync(TestTimeout.Token());
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var errors = JsonNode.Parse(text)!["errors"]!.AsObject().Select(e => e.Key).ToList();
        Assert.Contains(errors, key => key.Contains(field, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(before, await VersionAsync());
    }

    [Theory]
    [InlineData("quote-form")]
    [InlineData("QUOTE-FORM")]
    public async Task A_key_that_differs_only_in_case_is_a_conflict(string key)
    {
        var before = await VersionAsync();

        using var response = await system.Manager.SendAsync("POST", ManagerApi.Flags, new { key });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(before, await VersionAsync());
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_too_large()
    {
        using var response = await system.Manager.SendAsync(
            "POST",
            ManagerApi.Flags,
            Json($$"""{"key":"huge","description":"{{new string('x', 10_000_000)}}"}""")
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"key":"deep","variants":""")]
    [InlineData("")]
    public async Task Deeply_nested_JSON_is_refused_and_the_manager_survives(string before)
    {
        var deep =
            before
            + string.Concat(Enumerable.Repeat("[", 5000))
            + string.Concat(Enumerable.Repeat("]", 5000))
            + (before.Length > 0 ? "}" : "");

        using var response = await system.Manager.SendAsync("POST", ManagerApi.Flags, Json(deep));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await system.Manager.DoAsync("GET", ManagerApi.Flags);
    }

    [Fact]
    public async Task An_unknown_token_is_401()
    {
        var unknown = new ManagerApi(system.ManagerUrl, "wp_pat_" + new string('0', 40));

        using var response = await unknown.SendAsync("GET", ManagerApi.Flags);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_unknown_SDK_key_is_401_and_a_client_key_instead_of_a_server_key_is_403()
    {
        var url = system.Provider(1).Url;

        using var wrong = await new ProviderApi(url, "wp_server_" + new string('0', 40)).GetAsync("/flags");
        using var client = await new ProviderApi(url, system.ClientKey).GetAsync("/flags");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (wrong.StatusCode, client.StatusCode));
        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>The environments' versions and the latest audit log entry, which change with everything that is saved.</summary>
    private async Task<string> VersionAsync() =>
        (await system.Manager.DoAsync("GET", "projects/default/environments"))!.ToJsonString()
        + (await system.Manager.DoAsync("GET", "projects/default/events?limit=1")).ToJsonString();

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
