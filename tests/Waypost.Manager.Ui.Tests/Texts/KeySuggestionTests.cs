namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class KeySuggestionTests
{
    [Theory]
    [InlineData("Short quote form", "short-quote-form")]
    [InlineData("  Größere Batterie!  ", "gr-ere-batterie")]
    [InlineData("v2.0 — beta", "v2-0-beta")]
    [InlineData("日本", "")]
    public void A_name_suggests_a_key(string name, string key) => Assert.Equal(key, KeySuggestion.From(name));
}
