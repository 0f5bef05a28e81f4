using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Downstream;

namespace Waypost.FlagProvider.Tests.Downstream;

[Trait("Fault", "11")]
public class PaceTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Pace pace;
    private int broadcasts;

    public PaceTests() => pace = new Pace(time, TimeSpan.FromMilliseconds(100), () => broadcasts++);

    [Fact]
    public void The_first_change_goes_out_at_once()
    {
        pace.Request();

        Assert.Equal(1, broadcasts);
    }

    [Fact]
    public void Changes_within_the_interval_go_out_as_one_at_its_end()
    {
        pace.Request();
        time.Advance(TimeSpan.FromMilliseconds(10));
        pace.Request();
        pace.Request();

        Assert.Equal(1, broadcasts);
        time.Advance(TimeSpan.FromMilliseconds(90));
        Assert.Equal(2, broadcasts);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, broadcasts);
    }

    [Fact]
    public void A_storm_of_a_thousand_changes_in_ten_seconds_is_about_a_hundred_broadcasts()
    {
        for (var i = 0; i < 1_000; i++)
        {
            pace.Request();
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(broadcasts, 90, 101);
    }

    [Fact]
    public void After_a_pause_a_change_goes_out_at_once_again()
    {
        pace.Request();
        time.Advance(TimeSpan.FromSeconds(1));

        pace.Request();

        Assert.Equal(2, broadcasts);
    }
}
