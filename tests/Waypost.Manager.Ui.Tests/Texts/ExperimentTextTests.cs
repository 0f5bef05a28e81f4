using Waypost.Manager.Features.Experiments;

namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class ExperimentTextTests
{
    [Theory]
    [InlineData(12_000, 18_000L, false, "12,000 users so far (18,000 planned)")]
    [InlineData(19_999, 18_000L, false, "19,999 users so far (18,000 planned)")]
    [InlineData(19_999, 18_000L, true, "19,999 users (18,000 planned)")]
    [InlineData(12, null, true, "12 users")]
    [InlineData(1, null, false, "1 user so far")]
    public void Users_are_compared_with_the_plan_and_counted_so_far_while_it_runs(long total, long? planned, bool hasEnded, string text) =>
        Assert.Equal(text, ExperimentText.Users(total, planned, hasEnded));
}
