using Aspire.Hosting.ApplicationModel;
using Waypost.AppHost.Publishing;

namespace Waypost.AppHost.Tests.Publishing;

/// <summary>azd escapes nothing between the manifest and a container app.</summary>
public sealed class AzdExpressionTests
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
    public void Text_that_azd_would_change_cannot_be_published(string text)
    {
        var exception = Assert.Throws<NotSupportedException>(() => AzdExpression.Of(text));

        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("00:00:06")]
    [InlineData("https://example.org/a?b=c&d=%20")]
    [InlineData("Host=db;SSL Mode=VerifyFull")]
    public void Plain_text_is_not_changed(string text) => Assert.Equal(text, AzdExpression.Of(text));

    [Fact]
    public void A_reference_is_written_in_braces_within_its_text() =>
        Assert.Equal("wp_pat_{key.value}", AzdExpression.Of(ReferenceExpression.Create($"wp_pat_{parameter}")));

    [Fact]
    public void The_text_around_a_reference_is_checked_too()
    {
        const string quote = "it's ";

        Assert.Throws<NotSupportedException>(() => AzdExpression.Of(ReferenceExpression.Create($"{quote}{parameter}")));
    }

    [Fact]
    public void The_braces_of_JSON_are_escaped() => Assert.Equal("{{\"a\":1}}", AzdExpression.Json("{\"a\":1}"));
}
