using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.Stats.Tests.Checks;
using Waypost.Testing;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

public sealed class PasswordDecryptorTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task A_worker_started_before_the_managers_first_key_reads_it_later()
    {
        await shop.ExecuteAsync("drop table data_protection_keys");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var early = await worker.TestAsync(NoKey());
        await shop.ExecuteAsync(
            "create table data_protection_keys (id int generated always as identity primary key, friendly_name text null, xml text null)"
        );

        var late = await worker.TestAsync(shop.Source(worker));

        Assert.Equal(CheckCodes.CannotLogIn, early.Credentials.Code);
        Assert.True(late.Credentials.Ok, late.Credentials.Message);
    }

    [Fact]
    public async Task A_worker_started_before_the_managers_first_key_logs_no_error()
    {
        await using var database = new FreshDatabase();
        await database.InitializeAsync();

        await using var worker = await StatsWorkerHost.StartAsync(database.ConnectionString, services => services.AddFakeLogging());

        // An error of the test itself, so that the test fails if errors are not collected.
        worker
            .Services.GetRequiredService<ILogger<PasswordDecryptorTests>>()
            .Log(LogLevel.Error, default, "from the test", null, (state, _) => state);
        Assert.Equal(
            ["from the test"],
            worker.Services.GetFakeLogCollector().GetSnapshot().Where(line => line.Level >= LogLevel.Error).Select(line => line.Message)
        );
    }

    [Fact]
    public async Task A_key_created_after_the_key_ring_was_read_is_found()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        Assert.True((await worker.TestAsync(shop.Source(worker))).Credentials.Ok);
        await shop.ExecuteAsync("delete from data_protection_keys");
        await using var another = new ManagerKeyRing(shop.ConnectionString, StatsWorkerHost.KeyRingSecret);

        var report = await worker.TestAsync(shop.Source(worker) with { ProtectedPassword = another.Protect(ShopDatabase.Password) });

        Assert.True(report.Credentials.Ok, report.Credentials.Message);
    }

    [Fact]
    public async Task A_secret_that_differs_from_the_managers_is_reported()
    {
        await using var manager = new ManagerKeyRing(shop.ConnectionString, StatsWorkerHost.KeyRingSecret);
        var password = manager.Protect(ShopDatabase.Password);
        await using var worker = await StatsWorkerHost.StartAsync(
            shop.ConnectionString,
            ("Waypost:DataProtectionSecret", "another secret with more than 32 characters")
        );

        var report = await worker.TestAsync(NoKey() with { ProtectedPassword = password });

        Assert.Equal(CheckCodes.CannotLogIn, report.Credentials.Code);
        Assert.Contains("Waypost:DataProtectionSecret", report.Credentials.Message, StringComparison.Ordinal);
    }

    private AnalyticsSource NoKey()
    {
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(shop.ConnectionString);
        return new()
        {
            Host = settings.Host!,
            Port = settings.Port,
            Database = settings.Database!,
            Username = ShopDatabase.Reader,
            ProtectedPassword = "bm90aGluZw",
            SslMode = "disable",
            ExposuresQuery = ShopDatabase.ExposuresQuery,
        };
    }
}
