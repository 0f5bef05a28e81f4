using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Features;

/// <summary>A flag's settings in an environment: percentage, rules, assignments, and invalid settings.</summary>
public sealed class SettingsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Theory]
    [InlineData("""{"fallthrough":{"rollout":[{"variant":"on","weight":50000},{"variant":"off","weight":49999}]}}""", "fallthrough")]
    [InlineData("""{"fallthrough":{"rollout":[{"variant":"on","weight":-1},{"variant":"off","weight":100001}]}}""", "fallthrough")]
    [InlineData("""{"fallthrough":{"rollout":[]}}""", "fallthrough")]
    [InlineData("""{"fallthrough":{}}""", "fallthrough")]
    [InlineData("""{"fallthrough":{"variant":"blue"}}""", "fallthrough")]
    [InlineData("""{"fallthrough":{"variant":"on","rollout":[{"variant":"on","weight":100000}]}}""", "fallthrough")]
    [InlineData("""{"offVariant":"blue"}""", "offVariant")]
    [InlineData("""{"assignments":{"julia m":"blue"}}""", "assignments")]
    [InlineData(
        """{"rules":[{"when":[{"attribute":"segment","op":"inSegment","values":["nobody"]}],"serve":{"variant":"on"}}]}""",
        "rules[0].when[0].values"
    )]
    [InlineData(
        """{"rules":[{"when":[{"attribute":"plan","op":"rhymes","values":["x"]}],"serve":{"variant":"on"}}]}""",
        "rules[0].when[0].op"
    )]
    [InlineData("""{"rules":[{"when":[{"attribute":"plan","op":"in","values":["x"]}],"serve":{"variant":"blue"}}]}""", "rules[0].serve")]
    [InlineData(
        """{"rules":[{"id":"a","when":[{"attribute":"plan","op":"in","values":["x"]}],"serve":{"variant":"on"}},"""
            + """{"id":"a","when":[{"attribute":"plan","op":"in","values":["y"]}],"serve":{"variant":"on"}}]}""",
        "rules[1].id"
    )]
    public async Task Settings_that_cannot_be_served_get_400_with_the_field_and_are_not_saved(string patch, string field)
    {
        var flag = await CreateAsync();
        var before = (await manager.Viewer.CallAsync($"GET {flag}")).Text;

        var answer = (await manager.Editor.CallAsync($"PATCH {flag}", patch)).Expect(400);

        Assert.Contains(answer.WrongFields, f => f.StartsWith(field, StringComparison.Ordinal));
        Assert.Equal(before, (await manager.Viewer.CallAsync($"GET {flag}")).Text);
    }

    [Theory]
    [InlineData("0", "off")]
    [InlineData("100", "on")]
    public async Task Zero_and_one_hundred_percent_are_saved_without_a_rollout(string percentage, string variant)
    {
        var flag = await CreateAsync();

        var answer = (await manager.Editor.CallAsync($"PATCH {flag}", $$"""{"rolloutPercentage":{{percentage}} }""")).Expect(200);

        Assert.Equal(variant, answer.Body.GetProperty("fallthrough").GetProperty("variant").GetString());
    }

    [Theory]
    [InlineData("0.001", 1)]
    [InlineData("33.333", 33333)]
    [InlineData("99.999", 99999)]
    public async Task A_percentage_has_three_decimals(string percentage, int weight)
    {
        var flag = await CreateAsync();

        var answer = (await manager.Editor.CallAsync($"PATCH {flag}", $$"""{"rolloutPercentage":{{percentage}} }""")).Expect(200);

        var share = answer.Body.GetProperty("fallthrough").GetProperty("rollout")[0];
        Assert.Equal(("on", weight), (share.GetProperty("variant").GetString(), share.GetProperty("weight").GetInt32()));
        Assert.Equal(percentage, answer["rolloutPercentage"]);
    }

    [Theory]
    [InlineData("julia%20m", "julia m")]
    [InlineData("a%2Fb%2f..%2Fc", "a/b/../c")]
    [InlineData("a/b", "a/b")]
    [InlineData("100%25", "100%")]
    [InlineData("%C3%A4%F0%9F%8C%9E", "ä🌞")]
    [InlineData("x%3Fy%23z", "x?y#z")]
    public async Task A_user_id_can_contain_any_character(string escaped, string user)
    {
        var flag = await CreateAsync();

        (await manager.Editor.CallAsync($"PUT {flag}/assignments/{escaped}", """{"variant":"on"}""")).Expect(200);

        Assert.Equal(
            user,
            Assert.Single((await manager.Viewer.CallAsync($"GET {flag}")).Body.GetProperty("assignments").EnumerateObject()).Name
        );
        (await manager.Editor.CallAsync($"DELETE {flag}/assignments/{escaped}")).Expect(200);
        (await manager.Editor.CallAsync($"DELETE {flag}/assignments/{escaped}")).Expect(404);
    }

    [Theory]
    [InlineData("""{"variant":"blue"}""", "variant")]
    [InlineData("""{"variant":null}""", "variant")]
    [InlineData("""{}""", "variant")]
    public async Task An_assignment_to_an_unknown_variant_is_refused(string body, string field)
    {
        var flag = await CreateAsync();

        Assert.Equal([field], (await manager.Editor.CallAsync($"PUT {flag}/assignments/julia", body)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task A_null_in_a_patch_removes_an_assignment()
    {
        var flag = await CreateAsync();
        (await manager.Editor.CallAsync($"PATCH {flag}", """{"assignments":{"julia m":"on","sean r":"off"}}""")).Expect(200);

        var answer = (await manager.Editor.CallAsync($"PATCH {flag}", """{"assignments":{"julia m":null}}""")).Expect(200);

        Assert.Equal("sean r", Assert.Single(answer.Body.GetProperty("assignments").EnumerateObject()).Name);
    }

    [Fact]
    public async Task An_archived_flag_is_not_in_the_snapshot_and_cannot_be_changed_until_it_is_restored()
    {
        var flag = await CreateAsync();
        var definition = string.Concat(flag.AsSpan(0, flag.IndexOf("/environments", StringComparison.Ordinal)), "/flags/served");
        (await manager.Editor.CallAsync($"PATCH {definition}", """{"archived":true}""")).Expect(200);

        (await manager.Editor.CallAsync($"PATCH {flag}", """{"enabled":true}""")).Expect(409);
        (await manager.Viewer.CallAsync($"POST {flag}/evaluate", """{"context":{}}""")).Expect(404);

        (await manager.Editor.CallAsync($"PATCH {definition}", """{"archived":false}""")).Expect(200);
        (await manager.Editor.CallAsync($"PATCH {flag}", """{"enabled":true}""")).Expect(200);
    }

    private async Task<string> CreateAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"served"}""")).Expect(201);
        return $"/projects/{project}/environments/production/flags/served";
    }
}
