using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Waypost.ServiceDefaults.Tests;

public sealed class CallingEachOther
{
    [Fact]
    public async Task A_service_is_found_by_its_name()
    {
        await using var manager = await Service.StartAsync(Service.Builder(), app => app.MapGet("/hello", () => "from the manager"));
        var builder = Service.Builder(("services:manager:http:0", manager.App.Urls.Single()));
        builder.Services.AddHttpClient("manager");
        await using var provider = await Service.StartAsync(builder);

        using var client = provider.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("manager");
        var answer = await client.GetStringAsync(new Uri("http://manager/hello"), TestContext.Current.CancellationToken);

        Assert.Equal("from the manager", answer);
    }

    [Fact]
    public async Task Only_a_client_that_asks_for_it_tries_again()
    {
        var asked = 0;
        await using var shaky = await Service.StartAsync(Service.Builder(), app =>
            app.MapGet("/", () => Interlocked.Increment(ref asked) % 2 == 1 ? Results.StatusCode(503) : Results.Ok()));
        var builder = Service.Builder();
        builder.Services.AddHttpClient("plain");
        builder.Services.AddHttpClient("resilient").AddDefaultResilience();
        await using var caller = await Service.StartAsync(builder);
        var clients = caller.App.Services.GetRequiredService<IHttpClientFactory>();

        using var plain = clients.CreateClient("plain");
        using var once = await plain.GetAsync(new Uri(shaky.App.Urls.Single()), TestContext.Current.CancellationToken);
        asked = 0;
        using var resilient = clients.CreateClient("resilient");
        using var again = await resilient.GetAsync(new Uri(shaky.App.Urls.Single()), TestContext.Current.CancellationToken);

        Assert.Equal(503, (int)once.StatusCode);
        Assert.Equal(200, (int)again.StatusCode);
        Assert.Equal(2, asked);
    }
}
