using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Data;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>The list of experiments: what each item shows, and how many queries the list needs.</summary>
public sealed class ExperimentListTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_list_shows_each_experiments_own_count_and_newest_analysis()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"POST {project}/flags", """{"key":"other"}""")).Expect(201);
        var experiments = new[] { await manager.NewExperimentAsync(project), await manager.NewExperimentAsync(project) };
        (await manager.Admin.CallAsync($"PATCH {experiments[1]}", """{"flag":"other"}""")).Expect(200);
        foreach (var (experiment, total) in experiments.Zip([7, 8]))
        {
            (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
            await manager.CountExposuresAsync(experiment, total);
        }

        (await manager.Admin.CallAsync($"POST {experiments[1]}/analyses")).Expect(202);
        await manager.EndJobAsync(experiments[1], JobKinds.Analysis, "failed", error: "No.");
        (await manager.Admin.CallAsync($"POST {experiments[1]}/analyses")).Expect(202);

        var listed = (await manager.Admin.CallAsync($"GET {project}/experiments")).Expect(200).Body.GetProperty("items");
        Assert.Equal([8, 7], listed.EnumerateArray().Select(e => e.GetProperty("exposures").GetProperty("total").GetInt32()));
        Assert.Equal(
            ("queued", 2),
            (
                listed[0].GetProperty("analysis").GetProperty("status").GetString(),
                listed[0].GetProperty("analysis").GetProperty("number").GetInt32()
            )
        );
        Assert.False(listed[1].TryGetProperty("analysis", out _));
    }

    [Fact]
    public async Task The_number_of_statements_does_not_grow_with_the_number_of_experiments()
    {
        var statements = new StatementLog();
        await using var logged = new ExperimentsUnderTest
        {
            Configure = services => services.ConfigureDbContext<ManagerDb>(options => options.AddInterceptors(statements)),
        };
        await logged.InitializeAsync();
        var project = await logged.NewProjectAsync();

        await FinishExperimentAsync(logged, project);
        var one = await ListAsync(1);
        for (var i = 0; i < 4; i++)
        {
            await FinishExperimentAsync(logged, project);
        }

        var five = await ListAsync(5);

        Assert.Equal(one, five);
        // One query for each kind of job.
        Assert.Equal(2, five.Count(sql => sql.Contains("experiment_jobs", StringComparison.Ordinal)));

        async Task<List<string>> ListAsync(int count)
        {
            statements.Clear();
            var items = (await logged.Admin.CallAsync($"GET {project}/experiments")).Expect(200).Body.GetProperty("items");
            Assert.Equal(count, items.GetArrayLength());
            Assert.All(items.EnumerateArray(), e => Assert.Equal(7, e.GetProperty("exposures").GetProperty("total").GetInt32()));
            Assert.All(items.EnumerateArray(), e => Assert.Equal("queued", e.GetProperty("analysis").GetProperty("status").GetString()));
            return statements.About("experiments", "experiment_jobs", "metrics");
        }
    }

    [Fact]
    public async Task A_list_is_filtered_by_state_flag_and_environment()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var first = await manager.NewExperimentAsync(project);
        await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {first}/start")).Expect(200);

        async Task<int> Count(string query) =>
            (await manager.Admin.CallAsync($"GET {project}/experiments?{query}")).Expect(200).Body.GetProperty("items").GetArrayLength();

        Assert.Equal(
            (1, 1, 2, 0, 0),
            (
                await Count("status=running"),
                await Count("status=draft"),
                await Count("flag=FORM"),
                await Count("environment=development"),
                await Count("flag=other")
            )
        );
        (await manager.Admin.CallAsync($"GET {project}/experiments?status=lost")).Expect(400);
    }

    /// <summary>An experiment that was stopped and counted, with an analysis under way.</summary>
    private static async Task FinishExperimentAsync(ExperimentsUnderTest manager, string project)
    {
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);
        await manager.CountExposuresAsync(experiment, 7);
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
    }

    /// <summary>The SQL of every query.</summary>
    private sealed class StatementLog : DbCommandInterceptor
    {
        private readonly ConcurrentQueue<string> statements = [];

        public void Clear() => statements.Clear();

        /// <summary>The queries that read one of the tables; queries of background services to other tables are left out.</summary>
        public List<string> About(params string[] tables) =>
            [
                .. statements.Where(sql =>
                    tables.Any(table =>
                        sql.Contains($"FROM {table} AS", StringComparison.OrdinalIgnoreCase)
                        || sql.Contains($"from {table}\n", StringComparison.OrdinalIgnoreCase)
                    )
                ),
            ];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            statements.Enqueue(command.CommandText);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
