using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Downstream;

public class ShutdownTests
{
    [Fact]
    public async Task On_shutdown_streams_get_a_retry_delay_and_end()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        var stopping = provider.StopAsync();
        var retry = await stream.NextAsync();

        Assert.InRange(retry!.Retry!.Value, 0, 5000);
        Assert.Null(await stream.NextEventAsync());
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task During_the_drain_period_health_is_503_and_streams_continue()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(time: time, settings: ("Waypost:Shutdown:Drain", "00:00:10"));
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        provider.Service<IHostApplicationLifetime>().StopApplication();
        using var health = await provider.GetAsync("/health", key: null);
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("e1.2", (await stream.NextEventAsync())!.Id);
        var stopping = provider.StopAsync();
        await Eventually.IsTrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return stopping.IsCompleted;
        });
    }
}
