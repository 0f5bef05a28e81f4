using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Checks;
using Waypost.Testing;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Sandbox;

/// <summary>An analytics database with dangerous functions, and a worker with short time limits.</summary>
public sealed class SandboxDatabase : IAsyncLifetime
{
    private readonly ShopDatabase shop = new();
    private StatsWorkerHost? worker;
    private string before = "";

    /// <summary>Rows of every table, large objects, and the sequence: what a query must not change.</summary>
    private const string State = """
        select format('%s events, %s exposures, %s relations, %s large objects, sequence %s',
          (select count(*) from events), (select count(*) from exposures),
          (select count(*) from pg_class where relnamespace = 'public'::regnamespace), (select count(*) from pg_largeobject_metadata),
          (select last_value || is_called::text from numbers))
        """;

    /// <summary>What a query must not leave behind: sessions, locks, temporary things, listeners.</summary>
    private static string Leftovers =>
        $"""
            select (select count(*) from pg_stat_activity where usename = '{ShopDatabase.Reader}' and datname = current_database())
              + (select count(*) from pg_locks where locktype = 'advisory')
              + (select count(*) from pg_class where relpersistence = 't')
            """;

    public async ValueTask InitializeAsync()
    {
        await shop.InitializeAsync();
        await shop.ExecuteAsync(
            $"""
            insert into events select 'u' || g, timestamptz '2026-01-01' + g * interval '1 hour', 'x', g from generate_series(1, 100) as g;
            insert into exposures select 1, 'u' || g, '2026-01-01', true from generate_series(1, 100) as g;
            create sequence numbers;
            grant usage, select on sequence numbers to {ShopDatabase.Reader};
            create function writes_as_owner() returns int language plpgsql security definer as 'begin delete from events; return 1; end';
            create function sum(int) returns int language plpgsql security definer as 'begin delete from events; return 1; end';
            create procedure a_procedure() language plpgsql security definer as 'begin delete from events; end';
            """
        );
        before = (string)(await shop.ScalarAsync(State))!;
        worker = await StatsWorkerHost.StartAsync(shop.ConnectionString, ("PreviewTimeout", "00:00:02"));
    }

    public async ValueTask DisposeAsync()
    {
        if (worker is not null)
        {
            await worker.DisposeAsync();
        }
        await shop.DisposeAsync();
    }

    public Task<MetricReport> PreviewAsync(string query) =>
        worker!.PreviewAsync(
            shop.Source(worker!),
            new MetricDefinition
            {
                Key = "m",
                Name = "M",
                Type = MetricType.Binomial,
                Query = query,
            }
        );

    /// <summary>
    /// Asserts that nothing was written, and waits until nothing is left: the server notices a closed connection after a moment.
    /// </summary>
    public async Task AssertUntouchedAsync()
    {
        await Eventually.IsTrueAsync(async () => await shop.ScalarAsync(Leftovers) is 0L);
        Assert.Equal(before, await shop.ScalarAsync(State));
    }
}
