using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Waypost.ServiceDefaults.Tests;

public sealed class HttpClientTests
{
    [Fact]
    public async Task A_service_is_found_by_its_name()
    {
        await using var manager = await TestService.StartAsync(
            TestService.Builder(),
            app => app.MapGet("/hello", () => "from the manager")
        );
        var builder = TestService.Builder(("services:manager:http:0", manager.App.Urls.Single()));
        builder.Services.AddHttpClient("manager");
        await using var provider = await TestService.StartAsync(builder);

        using var client = provider.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("manager");
        var answer = await client.GetStringAsync(new Uri("http://manager/hello"), TestContext.Current.CancellationToken);

        Assert.Equal("from the manager", answer);
    }

    [Fact]
    public async Task Clients_do_not_retry_by_default()
    {
        var requests = 0;
        await using var failing = await TestService.StartAsync(
            TestService.Builder(),
            app =>
                app.MapGet(
                    "/",
                    () =>
                    {
                        Interlocked.Increment(ref requests);
                        return Results.StatusCode(503);
                    }
                )
        );
        var builder = TestService.Builder();
        builder.Services.AddHttpClient("plain");
        await using var caller = await TestService.StartAsync(builder);

        using var plain = caller.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("plain");
        using var answer = await plain.GetAsync(new Uri(failing.App.Urls.Single()), TestContext.Current.CancellationToken);

        Assert.Equal((503, 1), ((int)answer.StatusCode, requests));
    }
}
