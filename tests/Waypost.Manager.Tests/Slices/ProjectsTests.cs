using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Slices;

/// <summary>Projects and their environments.</summary>
public sealed class ProjectsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task A_new_project_starts_with_production_and_development()
    {
        var project = await manager.NewProjectAsync();

        var environments = (await manager.Viewer.AskAsync($"GET /projects/{project.ToUpperInvariant()}/environments"))
            .Expect(200)
            .Body.GetProperty("items");

        Assert.Equal(["production", "development"], environments.EnumerateArray().Select(e => e.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task A_new_environment_holds_every_flag_and_all_of_them_are_off()
    {
        var project = await manager.NewProjectAsync();
        (
            await manager.Editor.AskAsync(
                $"POST /projects/{project}/flags",
                """{"key":"form","enabled":true,"variants":{"off":false,"on":true}}"""
            )
        ).Expect(201);
        (
            await manager.Editor.AskAsync(
                $"POST /projects/{project}/flags",
                """{"key":"colour","type":"string","variants":{"red":"#f00","grey":"#888"},"enabled":true}"""
            )
        ).Expect(201);

        (await manager.Admin.AskAsync($"POST /projects/{project}/environments", """{"key":"Staging"}""")).Expect(201);

        var form = (
            await manager.Viewer.AskAsync(
                $"POST /projects/{project}/environments/staging/flags/form/evaluate",
                """{"context":{"targetingKey":"x"}}"""
            )
        ).Expect(200);
        Assert.Equal(("off", "DISABLED"), (form["variant"], form["reason"]));
        var colour = (await manager.Viewer.AskAsync($"GET /projects/{project}/environments/staging/flags/colour")).Expect(200);
        Assert.False(colour.Body.GetProperty("enabled").GetBoolean());
        (await manager.Editor.AskAsync($"PATCH /projects/{project}/environments/staging/flags/form", """{"enabled":true}""")).Expect(200);
        Assert.Equal(
            "ENVIRONMENT_CREATED",
            (await manager.Viewer.AskAsync($"GET /projects/{project}/events?type=ENVIRONMENT_CREATED"))
                .Body.GetProperty("items")[0]
                .GetProperty("type")
                .GetString()
        );
    }

    [Fact]
    public async Task A_deleted_environment_takes_its_keys_along_and_the_last_one_stays()
    {
        var project = await manager.NewProjectAsync();
        (
            await manager.Admin.AskAsync(
                $"POST /projects/{project}/environments/development/sdk-keys",
                """{"kind":"server","name":"Shop"}"""
            )
        ).Expect(201);
        var version = await KeysVersionAsync();

        (await manager.Admin.AskAsync($"DELETE /projects/{project}/environments/Development")).Expect(204);

        Assert.Equal(version + 1, await KeysVersionAsync());
        (await manager.Admin.AskAsync($"DELETE /projects/{project}/environments/development")).Expect(404);
        (await manager.Admin.AskAsync($"DELETE /projects/{project}/environments/production")).Expect(409);
    }

    [Fact]
    public async Task A_deleted_project_takes_everything_along_and_the_last_one_stays()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.AskAsync($"POST /projects/{project}/flags", """{"key":"form"}""")).Expect(201);
        (
            await manager.Admin.AskAsync(
                $"POST /projects/{project}/environments/production/sdk-keys",
                """{"kind":"server","name":"Shop"}"""
            )
        ).Expect(201);

        (await manager.Admin.AskAsync($"DELETE /projects/{project}")).Expect(204);

        (await manager.Admin.AskAsync($"GET /projects/{project}")).Expect(404);
        await using var db = manager.OpenDatabase();
        Assert.DoesNotContain(project, await Dump.OfAsync(db), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_last_two_projects_deleted_at_once_one_stays()
    {
        await using var database = new ManagerDatabase();
        await database.InitializeAsync();
        await using var alone = RunningManager.Start(database.ConnectionString);
        using var ada = alone.Client(RunningManager.AdminToken);
        (await ada.AskAsync("POST /projects", """{"key":"second"}""")).Expect(201);

        var answers = await Overlap.RunAsync(
            database.ConnectionString,
            "deployment",
            2,
            i => ada.AskAsync(i == 0 ? "DELETE /projects/default" : "DELETE /projects/second")
        );

        Assert.Equal([204, 409], answers.Select(a => a.Status).Order());
    }

    private async Task<long> KeysVersionAsync()
    {
        await using var db = manager.OpenDatabase();
        return await db.Deployments.Select(d => d.KeysVersion).SingleAsync(TestContext.Current.CancellationToken);
    }
}
