using Aspire.Hosting.ApplicationModel;
using Waypost.AppHost.Publishing;

namespace Waypost.AppHost.Tests.Publishing;

/// <summary>azd escapes nothing on the way from the manifest into a container app.</summary>
public sealed class AzdTextTests
{
    private static readonly ParameterResource parameter = new("key", _ => "", secret: true);

    [Theory]
    [InlineData("it's")]
    [InlineData("say \"yes\"")]
    [InlineData(@"C:\waypost")]
    [InlineData("{name}")]
    [InlineData("${name}")]
    [InlineData("two\nlines")]
    [InlineData("größer")]
    public void What_would_not_arrive_as_it_is_cannot_be_published(string text)
    {
        var fault = Assert.Throws<NotSupportedException>(() => AzdText.Of(text));

        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("00:00:06")]
    [InlineData("https://example.org/a?b=c&d=%20")]
    [InlineData("Host=db;SSL Mode=VerifyFull")]
    public void Plain_text_stays_as_it_is(string text) => Assert.Equal(text, AzdText.Of(text));

    [Fact]
    public void A_reference_stands_in_braces_amid_its_text() =>
        Assert.Equal("wp_pat_{key.value}", AzdText.Of(ReferenceExpression.Create($"wp_pat_{parameter}")));

    [Fact]
    public void The_text_around_a_reference_is_judged_like_any_other()
    {
        const string quote = "it's ";

        Assert.Throws<NotSupportedException>(() => AzdText.Of(ReferenceExpression.Create($"{quote}{parameter}")));
    }

    [Fact]
    public void The_braces_of_JSON_are_not_taken_for_a_reference() => Assert.Equal("{{\"a\":1}}", AzdText.Json("{\"a\":1}"));
}
