using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Waypost.ServiceDefaults.Tests;

public sealed class OutageTrackerTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Only_an_outage_that_lasts_is_logged_as_a_warning_and_only_once()
    {
        var outage = new OutageTracker(time);

        Assert.Equal(
            [LogLevel.Information, LogLevel.Debug, LogLevel.Debug, LogLevel.Warning, LogLevel.Debug],
            Enumerable
                .Range(0, 5)
                .Select(_ =>
                {
                    var level = outage.RecordFailure();
                    time.Advance(OutageTracker.GracePeriod / 3);
                    return level;
                })
        );
    }

    [Fact]
    public void A_recovery_ends_the_outage()
    {
        var outage = new OutageTracker(time);
        outage.RecordFailure();

        Assert.True(outage.RecordRecovery());
        Assert.False(outage.RecordRecovery());
        time.Advance(OutageTracker.GracePeriod);
        Assert.Equal(LogLevel.Information, outage.RecordFailure());
    }
}
