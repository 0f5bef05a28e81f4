using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Features;

/// <summary>Projects and their environments.</summary>
public sealed class ProjectsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task A_new_project_starts_with_production_and_development()
    {
        var project = await manager.NewProjectAsync();

        var environments = (await manager.Viewer.CallAsync($"GET /projects/{project.ToUpperInvariant()}/environments"))
            .Expect(200)
            .Body.GetProperty("items");

        Assert.Equal(["production", "development"], environments.EnumerateArray().Select(e => e.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task A_new_environment_has_every_flag_switched_off()
    {
        var project = await manager.NewProjectAsync();
        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/flags",
                """{"key":"form","enabled":true,"variants":{"off":false,"on":true}}"""
            )
        ).Expect(201);
        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/flags",
                """{"key":"colour","type":"string","variants":{"red":"#f00","grey":"#888"},"enabled":true}"""
            )
        ).Expect(201);

        (await manager.Admin.CallAsync($"POST /projects/{project}/environments", """{"key":"Staging"}""")).Expect(201);

        var form = (
            await manager.Viewer.CallAsync(
                $"POST /projects/{project}/environments/staging/flags/form/evaluate",
                """{"context":{"targetingKey":"x"}}"""
            )
        ).Expect(200);
        Assert.Equal(("off", "DISABLED"), (form["variant"], form["reason"]));
        var colour = (await manager.Viewer.CallAsync($"GET /projects/{project}/environments/staging/flags/colour")).Expect(200);
        Assert.False(colour.Body.GetProperty("enabled").GetBoolean());
        (await manager.Editor.CallAsync($"PATCH /projects/{project}/environments/staging/flags/form", """{"enabled":true}""")).Expect(200);
        Assert.Equal(
            "ENVIRONMENT_CREATED",
            (await manager.Viewer.CallAsync($"GET /projects/{project}/events?type=ENVIRONMENT_CREATED"))
                .Body.GetProperty("items")[0]
                .GetProperty("type")
                .GetString()
        );
    }

    [Fact]
    public async Task An_environment_is_deleted_with_its_keys_unless_it_is_the_last_one()
    {
        var project = await manager.NewProjectAsync();
        (
            await manager.Admin.CallAsync(
                $"POST /projects/{project}/environments/development/sdk-keys",
                """{"kind":"server","name":"Shop"}"""
            )
        ).Expect(201);
        var version = await KeysVersionAsync();

        (await manager.Admin.CallAsync($"DELETE /projects/{project}/environments/Development")).Expect(204);

        Assert.Equal(version + 1, await KeysVersionAsync());
        (await manager.Admin.CallAsync($"DELETE /projects/{project}/environments/development")).Expect(404);
        (await manager.Admin.CallAsync($"DELETE /projects/{project}/environments/production")).Expect(409);
    }

    [Fact]
    public async Task A_project_is_deleted_with_everything_in_it()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"form"}""")).Expect(201);
        (
            await manager.Admin.CallAsync(
                $"POST /projects/{project}/environments/production/sdk-keys",
                """{"kind":"server","name":"Shop"}"""
            )
        ).Expect(201);
        await using (var before = manager.OpenDatabase())
        {
            Assert.Contains(project, await Dump.OfAsync(before), StringComparison.Ordinal);
        }

        (await manager.Admin.CallAsync($"DELETE /projects/{project}")).Expect(204);

        (await manager.Admin.CallAsync($"GET /projects/{project}")).Expect(404);
        await using var db = manager.OpenDatabase();
        Assert.DoesNotContain(project, await Dump.OfAsync(db), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_last_two_projects_deleted_at_the_same_time_one_remains()
    {
        await using var database = new ManagerDatabase();
        await database.InitializeAsync();
        await using var running = RunningManager.Start(database.ConnectionString);
        using var ada = running.Client(RunningManager.AdminToken);
        (await ada.CallAsync("POST /projects", """{"key":"second"}""")).Expect(201);

        var answers = await Overlap.RunAsync(
            database.ConnectionString,
            "deployment",
            2,
            i => ada.CallAsync(i == 0 ? "DELETE /projects/default" : "DELETE /projects/second")
        );

        Assert.Equal([204, 409], answers.Select(a => a.Status).Order());
    }

    private async Task<long> KeysVersionAsync()
    {
        await using var db = manager.OpenDatabase();
        return await db.Deployments.Select(d => d.KeysVersion).SingleAsync(TestContext.Current.CancellationToken);
    }
}
