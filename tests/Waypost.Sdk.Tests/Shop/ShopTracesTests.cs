using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;
using SolarFlare.Events;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

/// <summary>Requests of visitors are traced; background work is not.</summary>
public sealed class ShopTracesTests(FreshDatabase database) : IClassFixture<FreshDatabase>, IDisposable
{
    /// <summary>Activities are process-wide: the user agent tells this shop from those of other tests.</summary>
    private const string UserAgent = "Traced/1.0";

    private readonly RecordedSpans spans = new();

    private string Database => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    [Fact]
    public async Task Page_requests_are_traced_and_background_writes_probes_and_files_are_not()
    {
        await using (var shop = CreateShop())
        {
            foreach (var path in new[] { "/quote?as=traced+person", "/health", "/sun.svg" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "User-Agent", UserAgent } } };
                using var response = await shop.SendAsync(request);
                Assert.True(response.IsSuccessStatusCode, path);
            }
        }

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var written = source.CreateCommand("SELECT count(*) FROM events WHERE user_id = 'traced person'");
        Assert.Equal(2L, await written.ExecuteScalarAsync(TestTimeout.Token()));
        var page = Assert.Single(spans.Ended, span => UserAgent.Equals(span.GetTagItem("user_agent.original")));
        Assert.Equal("/quote", page.GetTagItem("url.path"));
        Assert.DoesNotContain(page.TagObjects, tag => tag.Value?.ToString()?.Contains("traced", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(spans.Ended, span => Database.Equals(span.GetTagItem("db.namespace")));
    }

    [Fact]
    public async Task The_statement_with_the_password_is_never_traced()
    {
        await using var shop = CreateShop();
        using var activity = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        await shop.Get<AnalyticsDatabase>().CreateTablesAsync(TestTimeout.Token());
        await shop.Get<AnalyticsDatabase>().CreateReaderLoginAsync("secret password", TestTimeout.Token());

        var statements = spans
            .Ended.Where(span => span.TraceId == activity.TraceId)
            .Select(span => $"{span.GetTagItem("db.query.text")}")
            .ToList();
        Assert.Contains(statements, text => text.Contains("CREATE TABLE", StringComparison.Ordinal));
        Assert.DoesNotContain(
            statements,
            text => text.Contains("ROLE", StringComparison.Ordinal) || text.Contains("secret", StringComparison.Ordinal)
        );
    }

    public void Dispose() => spans.Dispose();

    private SolarFlareShop CreateShop() =>
        new(
            WaypostClient.ForTesting().Set("quote-form", true),
            database.ConnectionString,
            services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans))
        );

    private sealed class RecordedSpans : BaseProcessor<Activity>
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
