using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Starting;

/// <summary>The demo's experiments have results as soon as the shop has written its history, whatever people did until then.</summary>
public sealed class DemoAnalysisTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private const string Mine = "/projects/default/experiments";

    private static readonly Dictionary<string, string?> settings = new()
    {
        ["Waypost:Demo"] = "true",
        ["Waypost:DemoReaderPassword"] = "reader",
        ["ConnectionStrings:events"] = "Host=events.example.com;Database=events",
    };

    [Fact]
    public async Task An_experiment_that_was_counted_before_does_not_take_the_place_of_the_demos()
    {
        var stats = new StatsWorkerStub { IsUnavailable = true };
        await using var running = RunningManager.Start(database.ConnectionString, settings, stats.Replace);
        using var admin = running.Client(RunningManager.AdminToken);
        (await admin.CallAsync("POST /projects/default/flags", """{"key":"mine"}""")).Expect(201);
        var created = await admin.CallAsync(
            $"POST {Mine}",
            """{"name":"Mine","flag":"mine","environment":"production","percentTested":50,"metrics":["form-submitted"]}"""
        );
        var id = created.Expect(201).Body.GetProperty("id").GetInt64();
        (await admin.CallAsync($"POST {Mine}/{id}/start")).Expect(200);
        (await admin.CallAsync($"POST {Mine}/{id}/analyses")).Expect(202);

        stats.Source = stats.Source with
        {
            Exposures = stats.Source.Exposures with
            {
                Rows =
                [
                    [JsonSerializer.SerializeToElement(1)],
                ],
            },
        };
        stats.IsUnavailable = false;

        string[] kinds = [JobKinds.Analysis, JobKinds.Breakdown, JobKinds.Exposures, JobKinds.Novelty];
        await Eventually.IsTrueAsync(async () => (await KindsAsync(1)).SequenceEqual(kinds) && (await KindsAsync(2)).SequenceEqual(kinds));
        Assert.Equal([JobKinds.Analysis], await KindsAsync(id));
    }

    private async Task<List<string>> KindsAsync(long experiment)
    {
        await using var db = ManagerDatabase.Open(database.ConnectionString);
        return await db
            .ExperimentJobs.Where(job => job.ExperimentId == experiment)
            .Select(job => job.Kind)
            .Order()
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
