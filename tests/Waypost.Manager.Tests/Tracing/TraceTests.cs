using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Tracing;

/// <summary>A request is one trace; background work starts none.</summary>
public sealed class TraceTests : IAsyncLifetime
{
    private readonly ExperimentsUnderTest manager;
    private readonly CapturedActivities spans = new();

    public TraceTests() => manager = new() { Configure = spans.Listen };

    public ValueTask InitializeAsync() => manager.InitializeAsync();

    public ValueTask DisposeAsync() => manager.DisposeAsync();

    [Fact]
    public async Task An_edit_is_one_trace_from_the_request_to_the_webhook()
    {
        await using var replica = await ReplicaStub.StartAsync();
        (await manager.Admin.CallAsync("POST /projects/default/flags", """{"key":"form"}""")).Expect(201);
        await replica.RegisterAsync(manager.Running, environments: 2);

        const string path = "/projects/default/environments/production/flags/form";
        (await manager.Admin.CallAsync($"PATCH {path}", """{"enabled":true}""")).Expect(200);
        await replica.UntilAsync(webhook => webhook.Data.Patch is not null);
        var arrived = Assert.Single(replica.Taken, taken => taken.Webhook.Data.Patch is not null).Trace;
        await spans.UntilAsync(span => span.OperationName == "waypost.deliver" && span.TraceId == arrived.TraceId);

        var trace = await spans.OfAsync(manager.Running.Address, "PATCH", "/api/v1" + path);
        var change = Assert.Single(trace, span => span.OperationName == "waypost.change");
        var deliver = Assert.Single(trace, span => span.OperationName == "waypost.deliver");
        var sent = Assert.Single(trace, span => span.ParentSpanId == deliver.SpanId);
        Assert.Contains(trace, span => span.ParentSpanId == change.SpanId && span.DisplayName == "INSERT environment_patches");
        Assert.Equal(("default/production", "applied"), (deliver.GetTagItem("waypost.environment"), deliver.GetTagItem("waypost.outcome")));
        Assert.Equal((sent.TraceId, sent.SpanId, ActivityTraceFlags.Recorded), (arrived.TraceId, arrived.SpanId, arrived.TraceFlags));
    }

    [Fact]
    public async Task The_secret_of_a_link_to_a_report_is_in_no_span()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: false));
        var path = (await manager.Admin.CallAsync($"POST {experiment}/share-links")).Expect(201)["path"]!;
        using var guest = manager.Running.Client();
        (await guest.CallAsync($"GET /{path}")).Expect(200);

        var trace = await spans.OfAsync(manager.Running.Address, "GET", "/shared");

        var secret = path[(path.IndexOf('=', StringComparison.Ordinal) + 1)..];
        Assert.Equal(43, secret.Length);
        Assert.DoesNotContain(trace.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(trace, span => span.DisplayName.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bringing_a_new_replica_up_to_date_and_polling_start_no_trace()
    {
        await using var replica = await ReplicaStub.StartAsync();
        await replica.RegisterAsync(manager.Running, environments: 2);
        await manager.Running.Services.GetRequiredService<Data.VersionWatcher>().RefreshAsync(TestContext.Current.CancellationToken);
        await Nightly(TimeProvider.System).RunIfDueAsync(TestContext.Current.CancellationToken);
        using var client = manager.Running.Client();
        (await client.CallAsync("GET //health")).Expect(200);
        (await client.CallAsync("GET //favicon.svg")).Expect(200);
        // A request that starts a trace, so that the test fails if no traces are recorded.
        (await manager.Admin.CallAsync("GET /projects")).Expect(200);
        var (address, database) = (manager.Running.Address, new NpgsqlConnectionStringBuilder(manager.ConnectionString).Database);
        await manager.DisposeAsync();

        Expect.All(replica.Taken, taken => Assert.False(taken.Trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)));
        var request = Assert.Single(spans.Ended, span => ManagerActivities.IsRequestTo(address, span));
        Assert.Equal("/api/v1/projects", request.GetTagItem("url.path"));
        Expect.All(
            spans.Ended.Where(span => database!.Equals(span.GetTagItem("db.namespace"))),
            span => Assert.Equal(request.TraceId, span.TraceId)
        );
    }

    [Fact]
    public async Task Creating_tables_and_demo_data_at_the_first_start_starts_no_trace()
    {
        await using var empty = new FreshDatabase();
        await empty.InitializeAsync();

        Uri address;
        await using (
            var running = RunningManager.Start(
                empty.ConnectionString,
                new Dictionary<string, string?> { ["Waypost:Demo"] = "true" },
                spans.Listen
            )
        )
        {
            // A request that starts a trace, so that the test fails if no traces are recorded.
            address = running.Address;
            using var client = running.Client(RunningManager.AdminToken);
            (await client.CallAsync("GET /projects")).Expect(200);
        }

        // Both managers of this test record every activity.
        var request = Assert.Single(spans.Ended.Where(span => ManagerActivities.IsRequestTo(address, span)).Distinct());
        var database = new NpgsqlConnectionStringBuilder(empty.ConnectionString).Database;
        Expect.All(
            spans.Ended.Where(span => database!.Equals(span.GetTagItem("db.namespace"))),
            span => Assert.Equal(request.TraceId, span.TraceId)
        );
    }

    [Fact]
    public void Connections_have_the_application_name_of_the_manager() =>
        Assert.Equal(
            "waypost-manager",
            new NpgsqlConnectionStringBuilder(
                manager.Running.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString
            ).ApplicationName
        );

    [Fact]
    public async Task An_analysis_carries_the_trace_of_its_request_to_the_worker()
    {
        var experiment = await StartedAsync();

        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        var carried = await CarriedAsync(experiment, JobKinds.Analysis);
        Assert.Equal((await spans.OfAsync(manager.Running.Address, "POST", $"/api/v1{experiment}/analyses"))[0].TraceId, carried.TraceId);
        Assert.True(carried.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
    }

    [Fact]
    public async Task A_nightly_count_starts_its_trace_in_the_managers_schedule()
    {
        var experiment = await StartedAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(2));

        await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);

        var carried = await CarriedAsync(experiment, JobKinds.Exposures);
        var root = Assert.Single(spans.Ended, span => span.OperationName == "waypost.nightly" && span.TraceId == carried.TraceId);
        Assert.Equal((default, carried.SpanId), (root.ParentSpanId, root.SpanId));
        Assert.Equal(1, root.GetTagItem("waypost.experiments"));
        Assert.Contains(spans.Ended, span => span.ParentSpanId == root.SpanId && span.DisplayName == "INSERT jobs");
    }

    private async Task<string> StartedAsync()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        return experiment;
    }

    private NightlyJobs Nightly(TimeProvider time) => ActivatorUtilities.CreateInstance<NightlyJobs>(manager.Running.Services, time);

    /// <summary>The trace context that the job's row passes to the worker.</summary>
    private async Task<ActivityContext> CarriedAsync(string experiment, string kind)
    {
        await using var db = manager.OpenDatabase();
        var id = ExperimentsUnderTest.IdOf(experiment);
        var parent = await db
            .ExperimentJobs.Where(job => job.ExperimentId == id && job.Kind == kind)
            .Select(job => job.Job.TraceParent)
            .SingleAsync(TestContext.Current.CancellationToken);
        return ActivityContext.Parse(parent!, null);
    }
}
