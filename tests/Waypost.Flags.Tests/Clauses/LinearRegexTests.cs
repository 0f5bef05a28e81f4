using System.Text.RegularExpressions;

namespace Waypost.Flags.Tests;

/// <summary>A time limit can expire on a busy machine, so there is one only where nothing else limits the work.</summary>
public class LinearRegexTests
{
    /// <summary>Near the accepted cost, and slow enough that a time limit of one millisecond expires.</summary>
    private const string Costly = "(.*a|b.*c?){18}x";

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(Costly)]
    [InlineData("^p")]
    [InlineData("")]
    public void A_text_of_a_thousand_characters_is_matched_without_a_time_limit(string pattern)
    {
        var regex = Create(pattern);

        Assert.Equal(Regex.InfiniteMatchTimeout, regex.RegexFor(0).MatchTimeout);
        Assert.Equal(Regex.InfiniteMatchTimeout, regex.RegexFor(1_000).MatchTimeout);
    }

    [Fact]
    public void A_slow_match_within_the_length_limit_is_completed()
    {
        var text = new string('a', 999);

        Assert.True(Create(Costly).IsMatch(text + "x"));
        Assert.False(Create(Costly).IsMatch(text + "y"));
    }

    [Fact]
    public void A_costly_pattern_has_a_time_limit_for_a_long_text()
    {
        var regex = Create(Costly);

        Assert.Equal(Shortest, regex.RegexFor(10_000).MatchTimeout);
        Assert.Same(regex.RegexFor(10_000), regex.RegexFor(20_000));
        Assert.Throws<RegexMatchTimeoutException>(() => regex.IsMatch(new string('a', 200_000)));
    }

    [Theory]
    [InlineData("^p", 2_500_000)]
    [InlineData("^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", 100_000)]
    public void A_cheaper_pattern_has_no_time_limit_for_longer_texts(string pattern, int length)
    {
        Assert.Equal(Regex.InfiniteMatchTimeout, Create(pattern).RegexFor(length).MatchTimeout);
        Assert.Equal(Shortest, Create(pattern).RegexFor(10_000_000).MatchTimeout);
    }

    private static LinearRegex Create(string pattern)
    {
        Assert.True(LinearRegex.TryCreate(pattern, out var regex, out _, Shortest));
        return regex;
    }
}
