using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Http;

/// <summary>
/// Unknown members are refused with a message, and so are rules and segments that would match everyone or nobody by mistake.
/// </summary>
public sealed class UnknownMembersTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task Every_writing_endpoint_refuses_unknown_members()
    {
        var requests = manager
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => (method, e.RoutePattern)))
            .Where(e => e.method is "POST" or "PUT" or "PATCH")
            .Select(e => $"{e.method} /{string.Join('/', e.RoutePattern.PathSegments.Skip(2).Select(Segment))}")
            .ToList();

        Assert.True(requests.Count > 25, "There are fewer endpoints than there were: this test reads the wrong endpoints.");
        foreach (var request in requests)
        {
            var answer = await manager.Admin.CallAsync(request, """{"nonsensical":1}""");

            Assert.True(
                answer.Status == 400 && answer.WrongFields.SequenceEqual(["nonsensical"]),
                $"{request}: {answer.Status} {answer.Text}"
            );
        }
    }

    [Theory]
    [InlineData(
        """{"rules":[{"clauses":[{"attribute":"plan","op":"in","values":["beta"]}],"serve":{"variant":"on"}}]}""",
        "rules[0].clauses",
        "'when'"
    )]
    [InlineData("""{"enabeld":true}""", "enabeld", "'enabled'")]
    [InlineData("""{"Enabled":true}""", "Enabled", "'enabled'")]
    [InlineData("""{"rollout_percentage":5}""", "rollout_percentage", "'rolloutPercentage'")]
    [InlineData("""{"offvariant":null}""", "offvariant", "'offVariant'")]
    [InlineData("""{"fallthrough":{"variation":"on"}}""", "fallthrough.variation", "'variant'")]
    [InlineData("""{"fallthrough":{"rollout":[{"variant":"on","wieght":100000}]}}""", "fallthrough.rollout[0].wieght", "'weight'")]
    [InlineData(
        """{"rules":[{"when":[{"attribute":"plan","operator":"in","values":["beta"]}],"serve":{"variant":"on"}}]}""",
        "rules[0].when[0].operator",
        "'op'"
    )]
    [InlineData("""{"colour":"red"}""", "colour", "enabled, offVariant, assignments, rules, fallthrough, rolloutPercentage")]
    public async Task An_unknown_member_of_a_patch_is_refused_with_its_name_and_the_nearest_known_one(
        string patch,
        string field,
        string known
    )
    {
        var flag = await CreateAsync();
        var before = (await manager.Viewer.CallAsync($"GET {flag}")).Text;

        var answer = (await manager.Editor.CallAsync($"PATCH {flag}", patch, contentType: "application/merge-patch+json")).Expect(400);

        Assert.Equal([field], answer.WrongFields);
        Assert.Contains(known, answer["detail"], StringComparison.Ordinal);
        Assert.Equal(before, (await manager.Viewer.CallAsync($"GET {flag}")).Text);
    }

    [Fact]
    public async Task All_unknown_members_are_named_at_once_at_any_depth()
    {
        var flag = await CreateAsync();

        var answer = await manager.Editor.CallAsync(
            $"PUT {flag}",
            """
            {"enabled":true,"fallthrough":{"variant":"on","wait":1},"rules":[{"if":[],"serve":{"variant":"on"}}],
             "assigments":{},"assignments":{"weight":"on"}}
            """
        );

        Assert.Equal(["fallthrough.wait", "rules[0].if", "assigments"], answer.Expect(400).WrongFields);
    }

    [Fact]
    public async Task Of_many_unknown_members_the_first_are_named_and_the_others_counted()
    {
        var answer = await manager.Admin.CallAsync(
            "POST /projects",
            $"{{{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"x{i}\":1"))}}}"
        );

        Assert.Equal(51, answer.Expect(400).WrongFields.Count);
        Assert.Contains("950 more members", answer["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    public async Task Unknown_members_are_refused_in_every_encoding(string charset)
    {
        using var content = new StringContent(
            """{"key":"hidden","wat":1}""",
            System.Text.Encoding.GetEncoding(charset),
            "application/json"
        );

        using var response = await manager.Admin.PostAsync(
            new Uri("/api/v1/projects", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(400, (int)response.StatusCode);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("wat", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Keys_chosen_by_users_are_not_unknown_members()
    {
        var project = await manager.NewProjectAsync();

        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/flags",
                """{"key":"f","type":"json","variants":{"whatever":{"any":{"thing":1}},"else":{}}}"""
            )
        ).Expect(201);
        (
            await manager.Editor.CallAsync(
                $"PATCH /projects/{project}/environments/production/flags/f",
                """{"assignments":{"anybody":"else"}}"""
            )
        ).Expect(200);
        (
            await manager.Viewer.CallAsync(
                $"POST /projects/{project}/environments/production/flags/f/evaluate",
                """{"context":{"targetingKey":"u","plan":"pro"}}"""
            )
        ).Expect(200);
    }

    [Fact]
    public async Task A_flag_with_unknown_members_is_not_created()
    {
        var project = await manager.NewProjectAsync();

        Assert.Equal(
            ["parsedType", "percentage"],
            (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"f","parsedType":"json","percentage":5}"""))
                .Expect(400)
                .WrongFields
        );
        (await manager.Viewer.CallAsync($"GET /projects/{project}/flags/f")).Expect(404);
    }

    [Theory]
    [InlineData("""{"rules":[{"serve":{"variant":"on"}}]}""")]
    [InlineData("""{"rules":[{"when":[],"serve":{"variant":"on"}}]}""")]
    [InlineData("""{"rules":[{"when":null,"serve":{"variant":"on"}}]}""")]
    public async Task A_rule_without_clauses_is_refused(string patch)
    {
        var flag = await CreateAsync();

        Assert.Equal(["rules[0].when"], (await manager.Editor.CallAsync($"PATCH {flag}", patch)).Expect(400).WrongFields);
        Assert.Equal(
            ["rules[0].when"],
            (await manager.Editor.CallAsync($"PUT {flag}", patch[..^1] + ""","enabled":true,"fallthrough":{"variant":"off"}}"""))
                .Expect(400)
                .WrongFields
        );
    }

    [Fact]
    public async Task A_rule_without_clauses_that_was_saved_before_does_not_prevent_switching_the_flag_off()
    {
        var flag = await CreateAsync();
        var key = flag.Split('/')[2];
        await using (var db = manager.OpenDatabase())
        {
            await db.Database.ExecuteSqlAsync(
                $$"""
                update flag_settings set rules = '[{"id":"old","when":[],"serve":{"variant":"on"} }]'::json
                where environment_id in (select e.id from environments e join projects p on p.id = e.project_id where p.key = {{key}})
                """,
                TestContext.Current.CancellationToken
            );
        }

        (await manager.Editor.CallAsync($"PATCH {flag}", """{"enabled":true}""")).Expect(200);
        (await manager.Editor.CallAsync($"PATCH {flag}", """{"enabled":false}""")).Expect(200);
        (await manager.Editor.CallAsync($"PATCH {flag}", """{"rules":[{"id":"old","when":[],"serve":{"variant":"off"}}]}""")).Expect(400);
        (await manager.Editor.CallAsync($"PATCH {flag}", """{"rules":[]}""")).Expect(200);
    }

    [Theory]
    [InlineData("""{"key":"s"}""", "rules")]
    [InlineData("""{"key":"s","included":[],"rules":null}""", "rules")]
    [InlineData("""{"key":"s","included":["julia"],"rules":[{"when":[]}]}""", "rules[0].when")]
    [InlineData("""{"key":"s","included":["julia"],"rules":[{}]}""", "rules[0].when")]
    [InlineData("""{"key":"s","clauses":[{"attribute":"plan","op":"in","values":["beta"]}]}""", "clauses")]
    [InlineData(
        """{"key":"s","included":["julia"],"rules":[{"clauses":[{"attribute":"plan","op":"in","values":["beta"]}]}]}""",
        "rules[0].clauses"
    )]
    public async Task An_empty_segment_is_neither_created_nor_saved(string body, string field)
    {
        var project = await manager.NewProjectAsync();
        var segments = $"/projects/{project}/environments/production/segments";

        Assert.Equal([field], (await manager.Editor.CallAsync($"POST {segments}", body)).Expect(400).WrongFields);
        (await manager.Editor.CallAsync($"POST {segments}", """{"key":"s","included":["sean"]}""")).Expect(201);
        Assert.Equal([field], (await manager.Editor.CallAsync($"PUT {segments}/s", body)).Expect(400).WrongFields);
        Assert.Equal("sean", (await manager.Viewer.CallAsync($"GET {segments}/s")).Body.GetProperty("included")[0].GetString());
    }

    private async Task<string> CreateAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"served"}""")).Expect(201);
        return $"/projects/{project}/environments/production/flags/served";
    }

    /// <summary>As written in the route; parameters become "1".</summary>
    private static string Segment(RoutePatternPathSegment segment) =>
        segment.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : "1";
}
