using System.Net;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Downstream;

[Trait("Fault", "14")]
public class KeyRevocationTests
{
    [Fact]
    public async Task Revoking_a_key_ends_only_its_streams()
    {
        const string Other = "wp_server_other";
        var manager = TestProvider.ManagerWith(TestData.Snapshot(1));
        manager.Set(TestData.Keys(1, TestData.Key(), TestData.Key(Other)));
        await using var provider = await TestProvider.StartAndSyncAsync(manager);
        using var revoked = await provider.StreamAsync();
        using var remaining = await provider.StreamAsync(key: Other);
        await revoked.NextEventAsync();
        await remaining.NextEventAsync();

        await provider.PostAsync(TestData.Updated(TestData.Keys(2, TestData.Key(Other))));

        Assert.Null(await revoked.NextEventAsync());
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));
        Assert.Equal("e1.2", (await remaining.NextEventAsync())!.Id);
    }

    [Fact]
    public async Task Streams_of_a_rotated_key_end_within_two_seconds_of_its_grace_period()
    {
        var time = new FakeTimeProvider();
        var manager = TestProvider.ManagerWith(TestData.Snapshot(1));
        manager.Set(
            TestData.Keys(1, TestData.Key(expiresAt: time.GetUtcNow().AddHours(24)), TestData.Key(TestData.ClientKey, SdkKey.Client))
        );
        await using var provider = await TestProvider.StartAndSyncAsync(manager, time);
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        time.Advance(TimeSpan.FromHours(24));
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await stream.NextEventAsync());
        using var again = await provider.GetAsync("/stream");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }
}
