using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;
using SolarFlare.Events;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

/// <summary>The shop shows what people do, not what it does by itself.</summary>
public sealed class ShopTracesTests(FreshDatabase database) : IClassFixture<FreshDatabase>, IDisposable
{
    /// <summary>Activities belong to the process: this tells ours from those of shops in other tests.</summary>
    private const string Browser = "Traced/1.0";

    private readonly Exported spans = new();

    private string Database => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    [Fact]
    public async Task A_page_is_a_trace_and_what_the_outbox_writes_probes_and_files_are_none()
    {
        await using (var shop = Shop())
        {
            foreach (var path in new[] { "/quote?as=traced+person", "/health", "/sun.svg" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "User-Agent", Browser } } };
                using var answer = await shop.SendAsync(request);
                Assert.True(answer.IsSuccessStatusCode, path);
            }
        }

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var written = source.CreateCommand("SELECT count(*) FROM events WHERE user_id = 'traced person'");
        Assert.Equal(2L, await written.ExecuteScalarAsync(TestTimeout.Token()));
        var page = Assert.Single(spans.Ended, span => Browser.Equals(span.GetTagItem("user_agent.original")));
        Assert.Equal("/quote", page.GetTagItem("url.path"));
        Assert.DoesNotContain(page.TagObjects, tag => tag.Value?.ToString()?.Contains("traced", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(spans.Ended, span => Database.Equals(span.GetTagItem("db.namespace")));
    }

    [Fact]
    public async Task The_statement_that_holds_a_password_is_in_no_trace_whoever_asks_for_it()
    {
        await using var shop = Shop();
        using var asked = new Activity("asked") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        await shop.Get<EventsDatabase>().CreateTablesAsync(TestTimeout.Token());
        await shop.Get<EventsDatabase>().AllowReadingAsync("hush hush", TestTimeout.Token());

        var statements = spans
            .Ended.Where(span => span.TraceId == asked.TraceId)
            .Select(span => $"{span.GetTagItem("db.query.text")}")
            .ToList();
        Assert.Contains(statements, text => text.Contains("CREATE TABLE", StringComparison.Ordinal));
        Assert.DoesNotContain(
            statements,
            text => text.Contains("ROLE", StringComparison.Ordinal) || text.Contains("hush", StringComparison.Ordinal)
        );
    }

    public void Dispose() => spans.Dispose();

    private SolarFlareShop Shop() =>
        new(
            WaypostClient.ForTesting().Set("quote-form", true),
            database.ConnectionString,
            services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans))
        );

    private sealed class Exported : BaseProcessor<Activity>
    {
        public ConcurrentQueue<Activity> Ended { get; } = new();

        public override void OnEnd(Activity data)
        {
            if (data.Recorded)
            {
                Ended.Enqueue(data);
            }
        }
    }
}
