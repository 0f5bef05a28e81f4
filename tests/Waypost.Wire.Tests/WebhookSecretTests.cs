namespace Waypost.Wire.Tests;

public class WebhookSecretTests
{
    [Fact]
    public void A_generated_secret_is_valid() => Assert.True(WebhookSecret.TryParse(WebhookSecret.Generate(), out _, out _));

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("  ", "is missing")]
    [InlineData("secret", "does not start with whsec_")]
    [InlineData("whsec_***", "is not base64")]
    [InlineData("whsec_c2hvcnQ=", "is too short: 5 bytes, at least 32 are required")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is not random")]
    public void An_invalid_secret_is_refused_with_instructions_to_create_a_valid_one(string? text, string reason)
    {
        var parsed = WebhookSecret.TryParse(text, out _, out var fault);

        Assert.False(parsed);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", fault, StringComparison.Ordinal);
        Assert.Contains("Waypost:WebhookSecret", fault, StringComparison.Ordinal);
        Assert.EndsWith("and set the same value on the manager and every provider.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_secrets_are_refused()
    {
        var three = string.Join(' ', WebhookSecret.Generate(), WebhookSecret.Generate(), WebhookSecret.Generate());

        var exception = Assert.Throws<FormatException>(() => WebhookSecret.Parse(three));
        Assert.StartsWith("Waypost:WebhookSecret contains more than two secrets", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_does_not_reveal_the_secret()
    {
        var text = WebhookSecret.Generate();

        Assert.Equal("whsec_… (1)", WebhookSecret.Parse(text).ToString());
        Assert.Equal("whsec_… (2)", WebhookSecret.Parse($"{text} {WebhookSecret.Generate()}").ToString());
    }
}
