using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Downstream;

public class StoppingTests
{
    [Fact]
    public async Task A_provider_that_stops_tells_its_readers_when_to_come_back_and_ends_their_streams()
    {
        await using var provider = await TestProvider.FollowingAsync();
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        var stopping = provider.StopAsync();
        var retry = await stream.NextAsync();

        Assert.InRange(retry!.Retry!.Value, 0, 5000);
        Assert.Null(await stream.NextEventAsync());
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task While_a_load_balancer_is_given_time_to_notice_health_says_503_and_streams_go_on()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(time: time, settings: ("Waypost:Shutdown:Drain", "00:00:10"));
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        provider.Service<IHostApplicationLifetime>().StopApplication();
        using var health = await provider.GetAsync("/health", key: null);
        await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));

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
