using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using SolarFlare.Demo;
using SolarFlare.Events;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

/// <summary>The demo data and the read-only login, in a real database.</summary>
public sealed class DemoDataTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static readonly DateTimeOffset now = new(2026, 3, 20, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Empty_tables_are_filled_once_and_the_reader_can_only_read()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var analytics = new AnalyticsDatabase(source);
        await analytics.CreateTablesAsync(TestTimeout.Token());
        var rows = new SimulatedHistory(now).GenerateRows().Take(2_000).ToList();

        Assert.Equal(2_000, await analytics.ImportIfEmptyAsync(rows, TestTimeout.Token()));
        Assert.Equal(0, await analytics.ImportIfEmptyAsync(rows, TestTimeout.Token()));

        await analytics.CreateReaderLoginAsync("it's a 'password'", TestTimeout.Token());
        await analytics.CreateReaderLoginAsync("another one", TestTimeout.Token());
        await using var reader = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Username = AnalyticsDatabase.ReaderLogin,
                Password = "another one",
                Pooling = false,
            }
        );
        await using var read = reader.CreateCommand("SELECT count(*) FROM events");
        Assert.True(await read.ExecuteScalarAsync(TestTimeout.Token()) is > 0L);
        await using var write = reader.CreateCommand("DELETE FROM events");
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync(TestTimeout.Token()))).SqlState
        );
    }

    [Fact]
    public async Task An_exposure_that_waits_in_the_outbox_does_not_prevent_the_demo_data()
    {
        await using var fresh = new FreshDatabase();
        await fresh.InitializeAsync();
        await using var source = NpgsqlDataSource.Create(fresh.ConnectionString);
        var history = new SimulatedHistory(now).GenerateRows().OfType<ShopExposure>().ToList();
        var outbox = new Outbox(TimeProvider.System);
        outbox.Add(history[0].Exposure);
        using var logs = new CapturedLogs();
        var analytics = new AnalyticsDatabase(source);
        var seeder = new DemoDataSeeder(
            analytics,
            Options.Create(new DemoOptions { History = true }),
            new FakeTimeProvider(now),
            new Logger<DemoDataSeeder>(logs)
        );
        using var writer = new EventWriter(outbox, analytics, [seeder], TimeProvider.System, NullLogger<EventWriter>.Instance);

        await writer.StartAsync(TestTimeout.Token());
        await logs.WaitForAsync("Demo data written");
        // Stopping writes what is left in the outbox.
        await writer.StopAsync(TestTimeout.Token());

        await using var count = source.CreateCommand("SELECT count(*) FROM exposures");
        Assert.Equal(history.Count + 1L, await count.ExecuteScalarAsync(TestTimeout.Token()));
    }

    [Fact]
    public async Task Several_instances_can_create_the_tables_at_the_same_time()
    {
        await using var fresh = new FreshDatabase();
        await fresh.InitializeAsync();
        await using var source = NpgsqlDataSource.Create(fresh.ConnectionString);
        var analytics = new AnalyticsDatabase(source);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => analytics.CreateTablesAsync(TestTimeout.Token())));

        await using var count = source.CreateCommand("SELECT count(*) FROM events");
        Assert.Equal(0L, await count.ExecuteScalarAsync(TestTimeout.Token()));
    }
}
