using Microsoft.Extensions.Time.Testing;
using SolarFlare.Events;

namespace Waypost.Sdk.Tests.Shop;

public sealed class OutboxTests
{
    private static readonly Exposure Exposure = new(7, "quote-form", "on", "off", "julia m", DateTimeOffset.UnixEpoch);

    [Fact]
    public void Rows_beyond_the_capacity_are_dropped_and_counted()
    {
        var outbox = new Outbox(new FakeTimeProvider());
        for (var i = 0; i < Outbox.Capacity + 5; i++)
        {
            outbox.Add(Exposure);
        }

        Assert.Equal(5, outbox.Dropped);
    }

    [Fact]
    public async Task Pages_work_without_the_database_and_lost_events_are_counted()
    {
        // Port 1 refuses connections immediately.
        var shop = new SolarFlareShop(WaypostClient.ForTesting(), "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        var page = await shop.OpenAsync("/quote");
        var outbox = shop.Get<Outbox>();
        var health = await shop.GetAsync("/health");
        await shop.DisposeAsync();

        Assert.NotNull(page.QuerySelector("#quote-form"));
        Assert.True(health.IsSuccessStatusCode);
        Assert.Equal(2, outbox.Dropped);
    }
}
