using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Waypost.ServiceDefaults.Tests;

public sealed class LastingOutages
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void What_is_away_at_first_is_no_news_and_what_stays_away_is_one_warning()
    {
        var outage = new Outage(time);

        Assert.Equal(
            [LogLevel.Information, LogLevel.Debug, LogLevel.Debug, LogLevel.Warning, LogLevel.Debug],
            Enumerable
                .Range(0, 5)
                .Select(_ =>
                {
                    var level = outage.Failed();
                    time.Advance(Outage.Grace / 3);
                    return level;
                })
        );
    }

    [Fact]
    public void The_next_one_is_another_one()
    {
        var outage = new Outage(time);
        outage.Failed();

        Assert.True(outage.End());
        Assert.False(outage.End());
        time.Advance(Outage.Grace);
        Assert.Equal(LogLevel.Information, outage.Failed());
    }
}
