using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Starting;

/// <summary>The results that an earlier version has stored begin the history.</summary>
public sealed class HistoryUpgradeTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private const string Before = "20261129210000_KeysIgnoreCase";

    [Fact]
    public async Task The_results_of_an_older_database_are_the_beginning_of_the_history()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var db = ManagerDatabase.Open(database.ConnectionString);
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before, cancellation);
        var result = JsonSerializer.Serialize(JobResults.Analysis(1), ExperimentsJson.Default.AnalysisResult);
        const string empty = "{}";
        var unreadable = """{"metrics":[{"metric":"old","comparisons":[{"variant":"on"}]}]}""";
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into projects (id, key, name, revision, created_at) values (1, 'p', 'P', 1, now());
            insert into environments (id, project_id, key, name, epoch, version, created_at) values (1, 1, 'e', 'E', 'epoch', 1, now());
            insert into experiments (id, project_id, environment_id, flag, status, name, description, hypothesis, control, rollout,
              planned_days, metrics, phase, revision, created_at, created_by, updated_at, updated_by)
            values (1, 1, 1, 'f', 'running', 'N', '', '', 'off', '[]', 14, '[]', 3, 1, now(), 'a', now(), 'a');
            insert into jobs (id, kind, payload, status, result)
            values (1, 'analysis', {empty}::jsonb, 'succeeded', {result}::jsonb), (2, 'analysis', {empty}::jsonb, 'failed', null),
              (3, 'exposures', {empty}::jsonb, 'succeeded', {result}::jsonb),
              (4, 'analysis', {empty}::jsonb, 'succeeded', {unreadable}::jsonb),
              (5, 'analysis', {empty}::jsonb, 'succeeded', null);
            insert into experiment_jobs (experiment_id, kind, number, job_id, requested_by, phase)
            select 1, kind, id, id, 'a', 3 from jobs;
            """,
            cancellation
        );

        await migrator.MigrateAsync(cancellationToken: cancellation);

        var look = await db.AnalysisLooks.SingleAsync(cancellation);
        Assert.Equal(
            (1L, 1, 3, "value", "on", "off", "not enough data"),
            (look.ExperimentId, look.Number, look.Phase, look.Metric, look.Variant, look.Control, look.Decision)
        );
        Assert.Equal(DateTimeOffset.UnixEpoch, look.DataUntil);
        Assert.Null(look.Lift);
        await migrator.MigrateAsync(Before, cancellation);
        Assert.Equal(1, await db.Database.ExecuteSqlAsync($"update jobs set status = 'succeeded' where id = 2", cancellation));
    }
}
