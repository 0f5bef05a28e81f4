using System.Net;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Downstream;

[Trait("Fault", "14")]
public class RevocationTests
{
    [Fact]
    public async Task Revoking_a_key_ends_its_streams_and_no_others()
    {
        const string Other = "wp_server_other";
        var manager = TestProvider.Holding(Sample.Snapshot(1));
        manager.Hold(Sample.Keys(1, Sample.Key(), Sample.Key(Other)));
        await using var provider = await TestProvider.FollowingAsync(manager);
        using var revoked = await provider.StreamAsync();
        using var kept = await provider.StreamAsync(key: Other);
        await revoked.NextEventAsync();
        await kept.NextEventAsync();

        await provider.PostAsync(Sample.Updated(Sample.Keys(2, Sample.Key(Other))));

        Assert.Null(await revoked.NextEventAsync());
        await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));
        Assert.Equal("e1.2", (await kept.NextEventAsync())!.Id);
    }

    [Fact]
    public async Task When_a_rotated_keys_grace_ends_its_streams_end_within_two_seconds()
    {
        var time = new FakeTimeProvider();
        var manager = TestProvider.Holding(Sample.Snapshot(1));
        manager.Hold(Sample.Keys(1, Sample.Key(expiresAt: time.GetUtcNow().AddHours(24)), Sample.Key(Sample.ClientKey, SdkKey.Client)));
        await using var provider = await TestProvider.FollowingAsync(manager, time);
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        time.Advance(TimeSpan.FromHours(24));
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await stream.NextEventAsync());
        using var again = await provider.GetAsync("/stream");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }
}
