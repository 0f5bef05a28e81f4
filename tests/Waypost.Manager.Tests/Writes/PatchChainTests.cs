using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Writes;

/// <summary>Applying all stored patches gives the state in the tables, so a replica that received only patches is correct.</summary>
public sealed class PatchChainTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const int Edits = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task After_any_edits_the_patches_add_up_to_the_snapshot(int seed)
    {
        var project = await manager.NewProjectAsync();
        await EditAtRandomAsync(project, new Random(seed));

        await using var db = manager.OpenDatabase();
        var environments = await db.Environments.Where(e => e.Project.Key == project).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, environments.Count);
        foreach (var environment in environments)
        {
            var patches = await db
                .Patches.Where(p => p.EnvironmentId == environment.Id)
                .OrderBy(p => p.Version)
                .Select(p => p.Patch)
                .ToListAsync(TestContext.Current.CancellationToken);
            var empty = new Snapshot
            {
                Project = project,
                Environment = environment.Key,
                Epoch = environment.Epoch,
                Version = 0,
            };

            var replayed = patches.Aggregate(empty, Patch.Apply);

            // A new cache is empty, so it reads the tables.
            var loaded = await new Snapshots(manager.Get<IDbContextFactory<ManagerDb>>()).FindAsync(
                project,
                environment.Key,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(loaded, replayed);
            Assert.True(patches.Count > 5);
            Assert.DoesNotContain(patches, p => p.IsEmpty);
            Assert.Empty(SnapshotValidator.Validate(replayed));
            Assert.Equal(loaded, await manager.Get<Snapshots>().FindAsync(project, environment.Key, TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Some edits are refused, as they should be; none may cause a server error.</summary>
    private async Task EditAtRandomAsync(string project, Random random)
    {
        for (var i = 0; i < Edits; i++)
        {
            var (request, json) = Any(project, random);
            Assert.True((await manager.Admin.CallAsync(request, json)).Status < 500, request + json);
        }
    }

    private static (string Request, string? Json) Any(string project, Random random)
    {
        var flag = $"flag-{random.Next(4)}";
        var environment = random.Next(2) == 0 ? "production" : "development";
        var here = $"/projects/{project}/environments/{environment}";
        var percentage = (random.Next(100_001) / 1000.0).ToString(CultureInfo.InvariantCulture);
        var (segment, user, yes) = ($"segment-{random.Next(2)}", $"user-{random.Next(5)}", random.Next(2) == 0 ? "true" : "false");
        return random.Next(13) switch
        {
            0 or 1 => ($"POST /projects/{project}/flags", $$"""{"key":"{{flag}}","enabled":{{yes}},"rolloutPercentage":{{percentage}} }"""),
            2 => (
                $"POST /projects/{project}/flags",
                $$"""{"key":"{{flag}}","type":"string","variants":{"a":"A","b":"B","c":"{{user}}"} }"""
            ),
            3 => ($"DELETE /projects/{project}/flags/{flag}", null),
            4 => ($"PATCH /projects/{project}/flags/{flag}", $$"""{"archived":{{yes}},"name":"{{user}}"}"""),
            5 => ($"PATCH /projects/{project}/flags/{flag}", $$"""{"variants":{"b":"{{user}}"} }"""),
            6 => ($"PATCH {here}/flags/{flag}", $$"""{"enabled":{{yes}} }"""),
            7 => ($"PATCH {here}/flags/{flag}", $$"""{"rolloutPercentage":{{percentage}} }"""),
            8 => (
                $"PATCH {here}/flags/{flag}",
                $$"""{"rules":[{"when":[{"attribute":"segment","op":"inSegment","values":["{{segment}}"]}],"serve":{"variant":"on"} }]}"""
            ),
            9 => ($"PUT {here}/flags/{flag}/assignments/{user}", """{"variant":"on"}"""),
            10 => ($"DELETE {here}/flags/{flag}/assignments/{user}", null),
            11 => ($"POST {here}/segments", $$"""{"key":"{{segment}}","included":["{{user}}"]}"""),
            _ => ($"PUT {here}/segments/{segment}", $$"""{"excluded":["{{user}}"]}"""),
        };
    }
}
