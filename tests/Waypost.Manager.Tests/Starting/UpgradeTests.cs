using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;

namespace Waypost.Manager.Tests.Starting;

/// <summary>A database of an earlier version is upgraded in place, and its keys still ignore case.</summary>
public sealed class UpgradeTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private const string Before = "20261129175439_MetricChecks";

    [Fact]
    public async Task Keys_of_an_older_database_are_found_and_unique_in_any_case_after_the_upgrade_and_after_going_back()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var db = ManagerDatabase.Open(database.ConnectionString);
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before, cancellation);
        var old = await IndexesAsync(db);
        Assert.Contains("ix_flags_lower_key", old);
        await db.Database.ExecuteSqlAsync(
            $"insert into projects (key, name, revision, created_at) values ('Shop', 'Shop', 1, now())",
            cancellation
        );

        await migrator.MigrateAsync(cancellationToken: cancellation);

        Assert.Equal("Shop", (await db.Projects.SingleAsync(p => p.Key == "SHOP", cancellation)).Key);
        await AssertTakenAsync(db);
        var upgraded = await IndexesAsync(db);
        Assert.DoesNotContain(upgraded, index => index.Contains("lower", StringComparison.Ordinal));
        Assert.Superset(
            new HashSet<string>([
                "ix_projects_key",
                "ix_environments_project_id_key",
                "ix_flags_project_id_key",
                "ix_segments_environment_id_key",
                "ix_metrics_project_id_key",
                "ix_experiments_environment_id_flag",
            ]),
            new HashSet<string>(upgraded)
        );
        Assert.False(db.Database.HasPendingModelChanges());

        await migrator.MigrateAsync(Before, cancellation);

        Assert.Equal(old, await IndexesAsync(db));
        await AssertTakenAsync(db);
    }

    private static async Task AssertTakenAsync(DbContext db)
    {
        var taken = await Assert.ThrowsAsync<PostgresException>(() =>
            db.Database.ExecuteSqlAsync(
                $"insert into projects (key, name, revision, created_at) values ('sHOP', 'Other', 1, now())",
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(PostgresErrorCodes.UniqueViolation, taken.SqlState);
    }

    private static Task<List<string>> IndexesAsync(DbContext db) =>
        db
            .Database.SqlQuery<string>($"select indexname::text as \"Value\" from pg_indexes where schemaname = 'public' order by 1")
            .ToListAsync(TestContext.Current.CancellationToken);
}
