using Microsoft.Extensions.Options;
using SolarFlare.Demo;
using SolarFlare.Events;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

public sealed class SimulatedVisitTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_simulated_visitor_uses_all_pages_up_to_the_quote(bool isNew)
    {
        var rows = 0;
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", isNew));
        using var browser = shop.CreateBrowser();

        await new SimulatedVisit(browser, new ZeroRandom(), TimeProvider.System).RunAsync(TestTimeout.Token());

        while (shop.Get<Outbox>().TryRead(out _))
        {
            rows++;
        }

        // Front page, panels, form opened and viewed, time, error, submission, value, thanks.
        // Without a database some rows have already been discarded.
        Assert.InRange(rows + shop.Get<Outbox>().Dropped, 9, 12);
    }

    [Fact]
    public async Task By_default_there_are_no_simulated_visitors_and_no_demo_data()
    {
        await using var shop = new SolarFlareShop();

        Assert.Equal(0, shop.Get<IOptions<DemoOptions>>().Value.VisitorsPerMinute);
        Assert.DoesNotContain(
            shop.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>(),
            service => service is SimulatedVisitors
        );
        Assert.Empty(shop.Get<IEnumerable<IDatabaseInitializer>>());
    }

    /// <summary>Always zero, which makes a visitor take every optional step.</summary>
    private sealed class ZeroRandom : Random
    {
        public override double NextDouble() => 0;

        public override int Next(int minValue, int maxValue) => minValue;
    }
}
