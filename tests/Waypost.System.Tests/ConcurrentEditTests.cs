using System.Net;

namespace Waypost.System.Tests;

[Collection(nameof(RunningSystem))]
public sealed class ConcurrentEditTests(RunningSystem system)
{
    [Fact]
    [Trait("Fault", "06")]
    public async Task The_second_of_two_edits_of_the_same_version_is_refused_and_changes_nothing()
    {
        var settings = ManagerApi.SettingsOf(await system.Manager.NewFlagAsync());
        using var seen = await system.Manager.SendAsync("GET", settings);
        var tag = seen.Headers.ETag!.Tag;
        using var first = await system.Manager.SendAsync("PATCH", settings, new { rolloutPercentage = 10 }, tag);

        using var second = await system.Manager.SendAsync("PATCH", settings, new { enabled = false }, tag);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (first.StatusCode, second.StatusCode));
        Assert.Equal("application/problem+json", second.Content.Headers.ContentType?.MediaType);
        using var now = await system.Manager.SendAsync("GET", settings);
        Assert.Equal(first.Headers.ETag!.Tag, now.Headers.ETag!.Tag);
    }
}
