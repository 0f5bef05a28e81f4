using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.ServiceDefaults;
using Waypost.Stats.Jobs;
using Waypost.Testing;

namespace Waypost.Stats.Tests.Jobs;

/// <summary>One worker as the program makes it, with handlers of the test's own, on a port of its own.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly WebApplication app;

    private Worker(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    public JobQueue Queue => Services.GetRequiredService<JobQueue>();

    public static async Task<Worker> StartAsync(
        string connectionString,
        IReadOnlyList<IJobHandler> handlers,
        params (string Setting, string Value)[] settings
    )
    {
        var worker = Build(connectionString, handlers, settings);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>Not started: for tests that speak to the queue in a worker's name.</summary>
    public static Worker Build(
        string connectionString,
        IReadOnlyList<IJobHandler> handlers,
        params (string Setting, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings
                .Append(("ConnectionStrings:waypostdb", connectionString))
                .Append(("Waypost:DataProtectionSecret", new string('s', 32)))
                .Append(("Logging:LogLevel:Default", "Warning"))
                .Select(setting =>
                    KeyValuePair.Create<string, string?>(
                        setting.Item1.Contains(':') ? setting.Item1 : $"Waypost:Stats:{setting.Item1}",
                        setting.Item2
                    )
                )
        );
        builder.AddServiceDefaults();
        builder.AddJobs();
        foreach (var handler in handlers)
        {
            builder.Services.AddSingleton(handler);
        }
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return new(app);
    }

    public Task StartAsync() => app.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => app.StopAsync(TestContext.Current.CancellationToken);

    public async Task<JsonElement> HealthAsync()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{app.Urls.Single()}/health"), TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> JobsHealthAsync() => (await HealthAsync()).GetProperty("checks").GetProperty("jobs");

    public Task UntilHealthAsync(string status) =>
        Eventually.IsTrueAsync(async () => (await JobsHealthAsync()).GetProperty("status").GetString() == status);

    public Task UntilAsync(Func<JsonElement, bool> healthFacts) =>
        Eventually.IsTrueAsync(async () => healthFacts((await JobsHealthAsync()).GetProperty("data")));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>Runs what the test gives it, and tells when it has begun.</summary>
internal sealed class Handler(string kind, Func<JobContext, CancellationToken, Task<JsonElement?>> run) : IJobHandler
{
    private readonly TaskCompletionSource<JobContext> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Kind => kind;

    public Task<JobContext> Started =>
        started.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);

    public Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        started.TrySetResult(job);
        return run(job, cancellationToken);
    }

    public static Handler Returning(string kind, string json) =>
        new(kind, (_, _) => Task.FromResult<JsonElement?>(JsonElement.Parse(json)));

    /// <summary>Works until it is stopped, and then lets go.</summary>
    public static Handler Endless(string kind, TaskCompletionSource? stopped = null) =>
        new(
            kind,
            async (_, stop) =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                }
                finally
                {
                    stopped?.TrySetResult();
                }

                return null;
            }
        );

    /// <summary>Works until the test opens the gate, and does not listen to anybody else.</summary>
    public static Handler Gated(string kind, Task<string> gate) => new(kind, async (_, _) => JsonElement.Parse(await gate));
}
