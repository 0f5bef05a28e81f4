using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>Holdouts of a site, and their reports as the stats worker would compute them.</summary>
internal static class HoldoutSite
{
    /// <summary>Ends the holdout that is on, if there is one, and starts another.</summary>
    public static async Task StartHoldoutAsync(this ExperimentSite site)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var ended = await site.Api.DeleteAsync("projects/default/holdout", cancellation);
        using var started = await site.Api.PostAsJsonAsync("projects/default/holdout", new { sharePercent = 5 }, cancellation);
        started.EnsureSuccessStatusCode();
    }

    /// <summary>Ends the newest computation with this result.</summary>
    public static async Task FinishHoldoutReportAsync(this ExperimentSite site, HoldoutResult result)
    {
        await using var connection = new NpgsqlConnection(site.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var end = new NpgsqlCommand(
            """
            update jobs set status = 'succeeded', result = $1::jsonb, started_at = now(), finished_at = now()
            where id = (select max(job_id) from holdout_jobs)
            """,
            connection
        )
        {
            Parameters = { new() { Value = JsonSerializer.Serialize(result, ExperimentsJson.Default.HoldoutResult) } },
        };
        Assert.Equal(1, await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
