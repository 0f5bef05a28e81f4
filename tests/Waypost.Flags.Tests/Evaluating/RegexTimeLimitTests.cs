using System.Text.RegularExpressions;

namespace Waypost.Flags.Tests.Evaluating;

/// <summary>A limit in seconds runs out on a busy machine, so it may only be there where nothing else bounds the work.</summary>
public class RegexTimeLimitTests
{
    /// <summary>Near the limit of what is accepted, and slow enough that a limit of a millisecond runs out.</summary>
    private const string Costly = "(.*a|b.*c?){18}x";

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(Costly)]
    [InlineData("^p")]
    [InlineData("")]
    public void A_text_of_a_thousand_characters_is_matched_without_a_time_limit(string pattern)
    {
        var regex = Create(pattern);

        Assert.Equal(Regex.InfiniteMatchTimeout, regex.For(0).MatchTimeout);
        Assert.Equal(Regex.InfiniteMatchTimeout, regex.For(1_000).MatchTimeout);
    }

    [Fact]
    public void However_long_it_takes_it_is_matched_to_its_end()
    {
        var text = new string('a', 999);

        Assert.True(Create(Costly).IsMatch(text + "x"));
        Assert.False(Create(Costly).IsMatch(text + "y"));
    }

    [Fact]
    public void A_costly_pattern_on_a_long_text_has_one()
    {
        var regex = Create(Costly);

        Assert.Equal(Shortest, regex.For(10_000).MatchTimeout);
        Assert.Same(regex.For(10_000), regex.For(20_000));
        Assert.Throws<RegexMatchTimeoutException>(() => regex.IsMatch(new string('a', 200_000)));
    }

    [Theory]
    [InlineData("^p", 2_500_000)]
    [InlineData("^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", 100_000)]
    public void The_cheaper_the_pattern_the_longer_the_text_without_one(string pattern, int length)
    {
        Assert.Equal(Regex.InfiniteMatchTimeout, Create(pattern).For(length).MatchTimeout);
        Assert.Equal(Shortest, Create(pattern).For(10_000_000).MatchTimeout);
    }

    private static LinearRegex Create(string pattern)
    {
        Assert.True(LinearRegex.TryCreate(pattern, out var regex, out _, Shortest));
        return regex;
    }
}
