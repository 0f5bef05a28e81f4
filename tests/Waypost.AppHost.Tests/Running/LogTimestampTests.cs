using Waypost.AppHost.Running;

namespace Waypost.AppHost.Tests.Running;

public sealed class LogTimestampTests
{
    [Theory]
    [InlineData("2026-11-25T10:00:00.0000000Z Waypost.Manager cannot start: …", "Waypost.Manager cannot start: …")]
    [InlineData("2026-11-25T10:00:00Z ", "")]
    [InlineData("without a time at the start of the line", "without a time at the start of the line")]
    [InlineData("", "")]
    public void Only_the_timestamp_is_removed(string line, string text) => Assert.Equal(text, LogTimestamp.Strip(line));
}
