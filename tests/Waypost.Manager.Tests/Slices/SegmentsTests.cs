using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Slices;

/// <summary>Segments of one environment.</summary>
public sealed class SegmentsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const string Staff =
        """{"key":"staff","name":"Staff","included":["julia m"],"""
        + """ "rules":[{"when":[{"attribute":"email","op":"endsWith","values":["@solarflare.example"]}]}]}""";

    [Fact]
    public async Task A_segment_decides_who_gets_what()
    {
        var here = await MakeAsync();
        (
            await manager.Editor.AskAsync(
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
        (await manager.Editor.AskAsync($"PUT {here}/segments/staff", """{"included":["x"]}""")).Expect(200);
        Assert.Equal("off", await VariantAsync(here, """{"targetingKey":"julia m"}"""));
        Assert.Equal("on", await VariantAsync(here, """{"targetingKey":"x"}"""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_segment_in_use_is_not_deleted_and_the_answer_names_the_flags(bool archived)
    {
        var here = await MakeAsync();
        (
            await manager.Editor.AskAsync(
                $"PATCH {here}/flags/form",
                """{"rules":[{"when":[{"attribute":"segment","op":"inSegment","values":["staff"]}],"serve":{"variant":"on"}}]}"""
            )
        ).Expect(200);
        (
            await manager.Editor.AskAsync(
                $"PATCH {here[..here.IndexOf("/environments", StringComparison.Ordinal)]}/flags/form",
                $$"""{"archived":{{(archived ? "true" : "false")}} }"""
            )
        ).Expect(200);

        var answer = await manager.Editor.AskAsync($"DELETE {here}/segments/staff");

        Assert.Contains("form", answer.Expect(409)["detail"], StringComparison.Ordinal);
        Assert.Equal(
            "form",
            (await manager.Viewer.AskAsync($"GET {here}/segments/staff")).Expect(200).Body.GetProperty("usedBy")[0].GetString()
        );
    }

    [Fact]
    public async Task A_segment_nobody_uses_is_deleted_and_the_log_remembers_it()
    {
        var here = await MakeAsync();

        (await manager.Editor.AskAsync($"DELETE {here}/segments/STAFF")).Expect(204);

        (await manager.Editor.AskAsync($"GET {here}/segments/staff")).Expect(404);
        var last = (
            await manager.Viewer.AskAsync($"GET {here[..here.IndexOf("/environments", StringComparison.Ordinal)]}/events?limit=1")
        ).Body.GetProperty("items")[0];
        Assert.Equal("SEGMENT_DELETED", last.GetProperty("type").GetString());
        Assert.Equal("staff", last.GetProperty("before").GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("""{"rules":[{"when":[{"attribute":"email","op":"sounds like","values":["x"]}]}]}""", "rules[0].when[0].op")]
    [InlineData("""{"rules":[{"when":[{"attribute":"email","op":"matches","values":["("]}]}]}""", "rules[0].when[0].values")]
    [InlineData("""{"rules":[{"when":[{"attribute":"segment","op":"inSegment","values":["staff"]}]}]}""", "rules[0].when[0].op")]
    [InlineData("""{"key":"other"}""", "key")]
    public async Task What_cannot_be_evaluated_is_not_saved(string body, string field)
    {
        var here = await MakeAsync();
        var before = (await manager.Viewer.AskAsync($"GET {here}/segments/staff")).Text;

        var answer = (await manager.Editor.AskAsync($"PUT {here}/segments/staff", body)).Expect(400);

        Assert.Contains(answer.WrongFields, f => f.StartsWith(field, StringComparison.Ordinal));
        Assert.Equal(before, (await manager.Viewer.AskAsync($"GET {here}/segments/staff")).Text);
    }

    private async Task<string?> VariantAsync(string here, string context) =>
        (await manager.Viewer.AskAsync($"POST {here}/flags/form/evaluate", $$"""{"context":{{context}} }""")).Expect(200)["variant"];

    private async Task<string> MakeAsync()
    {
        var project = await manager.NewProjectAsync();
        var here = $"/projects/{project}/environments/production";
        (await manager.Editor.AskAsync($"POST /projects/{project}/flags", """{"key":"form"}""")).Expect(201);
        (await manager.Editor.AskAsync($"POST {here}/segments", Staff)).Expect(201);
        return here;
    }
}
