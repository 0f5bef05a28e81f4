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

/// <summary>A worker with the test's own job handlers, on a free port.</summary>
internal sealed class JobWorkerHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private JobWorkerHost(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    public JobQueue Queue => Services.GetRequiredService<JobQueue>();

    public static async Task<JobWorkerHost> StartAsync(
        string connectionString,
        IReadOnlyList<IJobHandler> handlers,
        params (string Setting, string Value)[] settings
    )
    {
        var worker = Build(connectionString, handlers, settings);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>Not started, for tests that use its queue directly.</summary>
    public static JobWorkerHost Build(
        string connectionString,
        IReadOnlyList<IJobHandler> handlers,
        params (string Setting, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings
                .Append(("ConnectionStrings:waypostdb", connectionString))
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
