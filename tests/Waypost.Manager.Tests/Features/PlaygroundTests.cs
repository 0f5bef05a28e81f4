using System.Text.Json;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Features;

/// <summary>The playground returns what an SDK would, at the newest version.</summary>
public sealed class PlaygroundTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task It_returns_value_reason_and_rule_of_the_newest_version()
    {
        var project = await manager.NewProjectAsync();
        var flag = $"/projects/{project}/environments/production/flags/form";
        (
            await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"form","enabled":true,"rolloutPercentage":50}""")
        ).Expect(201);
        (
            await manager.Editor.CallAsync(
                $"PATCH {flag}",
                """
                {"assignments":{"julia m":"on"},
                 "rules":[{"id":"beta","when":[{"attribute":"plan","op":"in","values":["beta"]}],"serve":{"variant":"on"}}]}
                """
            )
        ).Expect(200);

        var assigned = await EvaluateAsync(flag, """{"targetingKey":"julia m"}""");
        var ruled = await EvaluateAsync(flag, """{"targetingKey":"x","plan":"beta"}""");
        var split = await EvaluateAsync(flag, """{"targetingKey":"x"}""");
        var anonymous = await EvaluateAsync(flag, "{}");

        Assert.Equal(("on", "TARGETING_MATCH"), (assigned["variant"], assigned["reason"]));
        Assert.Equal(("beta", "TARGETING_MATCH", "2"), (ruled["ruleId"], ruled["reason"], ruled["version"]));
        Assert.True(ruled.Body.GetProperty("value").GetBoolean());
        Assert.Equal("SPLIT", split["reason"]);
        Assert.Equal(("ERROR", "TARGETING_KEY_MISSING"), (anonymous["reason"], anonymous["errorCode"]));
        Assert.Equal(JsonValueKind.Null, anonymous.Body.GetProperty("value").ValueKind);

        (await manager.Editor.CallAsync($"PATCH {flag}", """{"enabled":false}""")).Expect(200);
        Assert.Equal("DISABLED", (await EvaluateAsync(flag, """{"targetingKey":"julia m"}"""))["reason"]);
    }

    [Theory]
    [InlineData("/projects/nobody/environments/production/flags/form")]
    [InlineData("/projects/default/environments/nowhere/flags/form")]
    [InlineData("/projects/default/environments/production/flags/nothing")]
    public async Task An_unknown_project_environment_or_flag_gets_404(string flag) =>
        (await manager.Viewer.CallAsync($"POST {flag}/evaluate", """{"context":{}}""")).Expect(404);

    [Fact]
    public async Task A_context_has_at_most_32_KiB()
    {
        (await manager.Editor.CallAsync("POST /projects/default/flags", """{"key":"form"}""")).Expect(201);

        var answer = await manager.Viewer.CallAsync(
            "POST /projects/default/environments/production/flags/form/evaluate",
            $$"""{"context":{"x":"{{new string('x', 33_000)}}"} }"""
        );

        Assert.Equal(["context"], answer.Expect(400).WrongFields);
    }

    private async Task<ApiResponse> EvaluateAsync(string flag, string context) =>
        (await manager.Viewer.CallAsync($"POST {flag}/evaluate", $$"""{"context":{{context}} }""")).Expect(200);
}
