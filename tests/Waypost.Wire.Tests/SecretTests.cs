namespace Waypost.Wire.Tests;

public class SecretTests
{
    [Fact]
    public void A_generated_secret_is_a_good_one() => Assert.True(WebhookSecret.TryParse(WebhookSecret.Generate(), out _, out _));

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("  ", "is missing")]
    [InlineData("secret", "does not start with whsec_")]
    [InlineData("whsec_***", "is not base64")]
    [InlineData("whsec_c2hvcnQ=", "is too short: 5 bytes, at least 32 are needed")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is not random")]
    public void A_bad_secret_is_refused_with_the_way_to_make_a_good_one(string? text, string reason)
    {
        var parsed = WebhookSecret.TryParse(text, out _, out var fault);

        Assert.False(parsed);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", fault, StringComparison.Ordinal);
        Assert.Contains("Waypost:WebhookSecret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_secrets_are_one_too_many()
    {
        var three = string.Join(' ', WebhookSecret.Generate(), WebhookSecret.Generate(), WebhookSecret.Generate());

        Assert.Throws<FormatException>(() => WebhookSecret.Parse(three));
    }

    [Fact]
    public void A_secret_does_not_print_itself()
    {
        var text = WebhookSecret.Generate();

        Assert.DoesNotContain(text[6..], WebhookSecret.Parse(text).ToString(), StringComparison.Ordinal);
    }
}
