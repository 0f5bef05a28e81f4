namespace Waypost.Flags.Tests;

public class PatternCostTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("a|bc", 4)]
    [InlineData(@"\d\.\p", 3)]
    [InlineData("[]a-z]x", 2)]
    [InlineData(@"[^]\]]x", 2)]
    [InlineData("[a-z-[aeiou]]x", 2)]
    [InlineData("a{3}", 3)]
    [InlineData("a{1,3}b", 4)]
    [InlineData("a{x}", 4)]
    [InlineData("(ab){10}", 30)]
    [InlineData("a*", 2)]
    [InlineData("a{4,}", 8)]
    [InlineData("(.*a){20}", 60 * 21)]
    [InlineData("((a{30}){30}){30}", (((30 + 1) * 30) + 1) * 30)]
    [InlineData("(((a{9999}){9999}){9999}){9999}", int.MaxValue)]
    public void Repetitions_are_expanded_and_loops_multiply(string pattern, long cost) => Assert.Equal(cost, PatternCost.Estimate(pattern));

    [Theory]
    [InlineData(@"^[\w.+-]+@([\w-]+\.)+[a-z]{2,}$")]
    [InlineData(@"^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$")]
    [InlineData(@"(?i)^(acme|globex|initech|umbrella|hooli|stark|wayne)\b.*(inc|gmbh|ag|ltd)\.?$")]
    [InlineData("^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
    public void Usual_patterns_are_far_below_the_limit(string pattern) =>
        Assert.InRange(PatternCost.Estimate(pattern), 1, PatternCost.Limit / 5);
}
