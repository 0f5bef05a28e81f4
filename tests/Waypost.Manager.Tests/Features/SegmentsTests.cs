using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Features;

/// <summary>Segments of one environment.</summary>
public sealed class SegmentsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const string Staff =
        """{"key":"staff","name":"Staff","included":["julia m"],"""
        + """ "rules":[{"when":[{"attribute":"email","op":"endsWith","values":["@solarflare.example"]}]}]}""";

    [Fact]
    public async Task A_segment_is_used_for_targeting()
    {
        var here = await CreateAsync();
        (
            await manager.Editor.CallAsync(
                $"PATCH {here}/flags/form",
                """
                {"enabled":true,"fallthrough":{"variant":"off"},
                 "rules":[{"id":"staff","when":[{"attribute":"segment","op":"inSegment","values":["staff"]}],"serve":{"variant":"on"}}]}
                """
            )
        ).Expect(200);

        Assert.Equal("on", await VariantAsync(here, """{"targetingKey":"julia m"}"""));
        Assert.Equal("on", await VariantAsync(here, """{"targetingKey":"x","email":"x@solarflare.example"}"""));
        Assert.Equal("off", await VariantAsync(here, """{"targetingKey":"x","email":"x@example.com"}"""));
        (await manager.Editor.CallAsync($"PUT {here}/segments/staff", """{"included":["x"]}""")).Expect(200);
        Assert.Equal("off", await VariantAsync(here, """{"targetingKey":"julia m"}"""));
        Assert.Equal("on", await VariantAsync(here, """{"targetingKey":"x"}"""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_segment_in_use_is_not_deleted_and_the_response_names_the_flags(bool archived)
    {
        var here = await CreateAsync();
        (
            await manager.Editor.CallAsync(
                $"PATCH {here}/flags/form",
                """{"rules":[{"when":[{"attribute":"segment","op":"inSegment","values":["staff"]}],"serve":{"variant":"on"}}]}"""
            )
        ).Expect(200);
        (
            await manager.Editor.CallAsync(
                $"PATCH {here[..here.IndexOf("/environments", StringComparison.Ordinal)]}/flags/form",
                $$"""{"archived":{{(archived ? "true" : "false")}} }"""
            )
        ).Expect(200);

        var answer = await manager.Editor.CallAsync($"DELETE {here}/segments/staff");

        Assert.Contains("form", answer.Expect(409)["detail"], StringComparison.Ordinal);
        Assert.Equal(
            "form",
            (await manager.Viewer.CallAsync($"GET {here}/segments/staff")).Expect(200).Body.GetProperty("usedBy")[0].GetString()
        );
    }

    [Fact]
    public async Task An_unused_segment_is_deleted_and_logged()
    {
        var here = await CreateAsync();

        (await manager.Editor.CallAsync($"DELETE {here}/segments/STAFF")).Expect(204);

        (await manager.Editor.CallAsync($"GET {here}/segments/staff")).Expect(404);
        var last = (
            await manager.Viewer.CallAsync($"GET {here[..here.IndexOf("/environments", StringComparison.Ordinal)]}/events?limit=1")
        ).Body.GetProperty("items")[0];
        Assert.Equal("SEGMENT_DELETED", last.GetProperty("type").GetString());
        Assert.Equal("staff", last.GetProperty("before").GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("""{"rules":[{"when":[{"attribute":"email","op":"sounds like","values":["x"]}]}]}""", "rules[0].when[0].op")]
    [InlineData("""{"rules":[{"when":[{"attribute":"email","op":"matches","values":["("]}]}]}""", "rules[0].when[0].values")]
    [InlineData("""{"rules":[{"when":[{"attribute":"segment","op":"inSegment","values":["staff"]}]}]}""", "rules[0].when[0].op")]
    [InlineData("""{"key":"other"}""", "key")]
    public async Task A_segment_that_cannot_be_evaluated_is_not_saved(string body, string field)
    {
        var here = await CreateAsync();
        var before = (await manager.Viewer.CallAsync($"GET {here}/segments/staff")).Text;

        var answer = (await manager.Editor.CallAsync($"PUT {here}/segments/staff", body)).Expect(400);

        Assert.Contains(answer.WrongFields, f => f.StartsWith(field, StringComparison.Ordinal));
        Assert.Equal(before, (await manager.Viewer.CallAsync($"GET {here}/segments/staff")).Text);
    }

    private async Task<string?> VariantAsync(string here, string context) =>
        (await manager.Viewer.CallAsync($"POST {here}/flags/form/evaluate", $$"""{"context":{{context}} }""")).Expect(200)["variant"];

    private async Task<string> CreateAsync()
    {
        var project = await manager.NewProjectAsync();
        var here = $"/projects/{project}/environments/production";
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"form"}""")).Expect(201);
        (await manager.Editor.CallAsync($"POST {here}/segments", Staff)).Expect(201);
        return here;
    }
}
