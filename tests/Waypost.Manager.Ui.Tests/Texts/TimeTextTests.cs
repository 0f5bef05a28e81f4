using System.Globalization;

namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class TimeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-15T11:59:40Z", "just now")]
    [InlineData("2026-03-15T12:00:30Z", "just now")]
    [InlineData("2026-03-15T11:56:00Z", "4\u00a0min ago")]
    [InlineData("2026-03-15T09:00:00Z", "3\u00a0h ago")]
    [InlineData("2026-03-14T10:00:00Z", "1\u00a0day ago")]
    [InlineData("2026-03-10T12:00:00Z", "5\u00a0days ago")]
    [InlineData("2026-01-02T12:00:00Z", "2 Jan")]
    [InlineData("2025-01-02T12:00:00Z", "2 Jan 2025")]
    public void A_past_time_is_relative_for_a_week_and_then_a_date(string at, string words) =>
        Assert.Equal(words, TimeText.Relative(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), Now));
}
