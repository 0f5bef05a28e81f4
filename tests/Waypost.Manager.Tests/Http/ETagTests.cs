using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Http;

/// <summary>Writable resources have an ETag; a request with an outdated one is refused and changes nothing.</summary>
public sealed class ETagTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Theory]
    [InlineData("/projects/{0}", """{"name":"Other"}""", "PATCH")]
    [InlineData("/projects/{0}/flags/shown", """{"name":"Other"}""", "PATCH")]
    [InlineData("/projects/{0}/environments/production/flags/shown", """{"enabled":true}""", "PATCH")]
    [InlineData("/projects/{0}/environments/production/flags/shown", """{"enabled":true,"fallthrough":{"variant":"off"}}""", "PUT")]
    [InlineData("/projects/{0}/environments/production/segments/staff", """{"name":"Other","included":["julia m"]}""", "PUT")]
    public async Task An_outdated_ETag_gets_412_with_the_current_one_and_nothing_changes(string resource, string change, string method)
    {
        var path = await CreateAsync(resource);
        var old = (await manager.Editor.CallAsync($"GET {path}")).Expect(200).ETag;
        var current = (await manager.Admin.CallAsync($"{method} {path}", change, old)).Expect(200);

        var late = await manager.Admin.CallAsync(
            $"{method} {path}",
            change.Replace("Other", "Late", StringComparison.Ordinal).Replace("true", "false", StringComparison.Ordinal),
            old
        );

        Assert.NotEqual(old, current.ETag);
        Assert.Equal(current.ETag, late.Expect(412)["currentETag"]);
        var read = (await manager.Viewer.CallAsync($"GET {path}")).Expect(200);
        Assert.Equal(current.Text, read.Text);
        Assert.Equal(current.ETag, read.ETag);
    }

    [Theory]
    [InlineData("*", 200)]
    [InlineData("\"99\", {0}", 200)]
    [InlineData("{0}", 200)]
    [InlineData("", 200)]
    [InlineData("W/{0}", 412)]
    [InlineData("\"99\"", 412)]
    [InlineData("nonsense", 412)]
    public async Task If_Match_is_compared_strongly_as_RFC_9110_says(string ifMatch, int status)
    {
        var path = await CreateAsync("/projects/{0}/flags/shown");
        var current = (await manager.Viewer.CallAsync($"GET {path}")).ETag!;

        var answer = await manager.Editor.CallAsync(
            $"PATCH {path}",
            """{"name":"Other"}""",
            ifMatch.Replace("{0}", current, StringComparison.Ordinal)
        );

        answer.Expect(status);
    }

    [Theory]
    [InlineData("/projects/{0}/flags/shown")]
    [InlineData("/projects/{0}/environments/production/segments/staff")]
    public async Task A_resource_changed_since_is_not_deleted(string resource)
    {
        var path = await CreateAsync(resource);

        (await manager.Admin.CallAsync($"DELETE {path}", ifMatch: "\"77\"")).Expect(412);

        (await manager.Admin.CallAsync($"GET {path}")).Expect(200);
    }

    [Fact]
    public async Task An_assignment_is_part_of_the_settings_and_changes_their_ETag()
    {
        var path = await CreateAsync("/projects/{0}/environments/production/flags/shown");
        var before = (await manager.Viewer.CallAsync($"GET {path}")).ETag;

        var assigned = (await manager.Editor.CallAsync($"PUT {path}/assignments/julia%20m", """{"variant":"on"}""", before)).Expect(200);

        Assert.NotEqual(before, assigned.ETag);
        (await manager.Editor.CallAsync($"DELETE {path}/assignments/julia%20m", ifMatch: before)).Expect(412);
        (await manager.Editor.CallAsync($"DELETE {path}/assignments/julia%20m", ifMatch: assigned.ETag)).Expect(200);
    }

    private async Task<string> CreateAsync(string resource)
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"shown"}""")).Expect(201);
        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/environments/production/segments",
                """{"key":"staff","included":["julia m"]}"""
            )
        ).Expect(201);
        return resource.Replace("{0}", project, StringComparison.Ordinal);
    }
}
