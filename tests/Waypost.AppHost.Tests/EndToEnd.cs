using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Waypost.AppHost.Tests;

public sealed class EndToEnd
{
    [Fact(Skip = Orchestrator.Missing, SkipUnless = nameof(Orchestrator.IsThere), SkipType = typeof(Orchestrator))]
    public async Task A_flag_made_in_the_manager_reaches_the_providers()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Waypost_AppHost>(patience.Token);
        await using var app = await builder.BuildAsync(patience.Token);
        await app.StartAsync(patience.Token);
        foreach (var service in new[] { "manager", "provider", "stats", "solarflare" })
            await app.ResourceNotifications.WaitForResourceHealthyAsync(service, patience.Token);

        using var manager = app.CreateHttpClient("manager", "http");
        manager.DefaultRequestHeaders.Authorization = new("Bearer", "wp_pat_" + await ValueAsync("admin-token"));
        using var provider = app.CreateHttpClient("provider", "http");
        provider.DefaultRequestHeaders.Authorization = new("Bearer", "wp_server_" + await ValueAsync("server-key"));
        var key = $"aspire-{Guid.NewGuid():N}";

        using var made = await manager.PostAsJsonAsync("/api/v1/projects/default/flags", new { key, enabled = true }, patience.Token);

        made.EnsureSuccessStatusCode();
        while (!(await provider.GetStringAsync("/flags", patience.Token)).Contains(key, StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);

        async Task<string?> ValueAsync(string parameter) =>
            await builder.Resources.OfType<ParameterResource>().Single(resource => resource.Name == parameter).GetValueAsync(patience.Token);
    }
}
