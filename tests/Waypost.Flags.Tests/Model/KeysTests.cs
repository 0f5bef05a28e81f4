namespace Waypost.Flags.Tests;

public class KeysTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("quote-form", true)]
    [InlineData("9.A_z-", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData(".a", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    [InlineData("a/b", false)]
    public void Keys_are_validated(string? key, bool valid)
    {
        Assert.Equal(valid, Keys.IsValid(key));
        if (key is not null && !key.EndsWith('\n'))
        {
            Assert.Matches(valid ? Keys.Pattern : $"^(?!{Keys.Pattern[1..]})", key);
        }
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_key_has_at_most_100_characters(int length, bool valid) => Assert.Equal(valid, Keys.IsValid(new string('k', length)));
}
