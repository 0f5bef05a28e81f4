namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class UrlsTests
{
    [Theory]
    [InlineData("/projects/a/flags?x=1", "/projects/a/flags?x=1")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Only_a_path_of_this_site_is_a_return_URL(string? url, string local) => Assert.Equal(local, Urls.Local(url));

    [Fact]
    public void Keys_in_addresses_are_escaped() =>
        Assert.Equal("/projects/a%2Fb/flags/c%3Fd?environment=e%26f", Urls.Flag("a/b", "e&f", "c?d"));
}
