namespace Waypost.Wire.Tests;

[Trait("Fault", "14")]
public class RotationTests
{
    private static readonly string Old = WebhookSecret.Generate();
    private static readonly string New = WebhookSecret.Generate();
    private static readonly WebhookSecret Both = WebhookSecret.Parse($"{New} {Old}");

    [Fact]
    public void A_sender_with_two_secrets_is_understood_by_a_receiver_with_either()
    {
        var signing = Signing.Of(secret: Both);

        Assert.Equal(SignatureOutcome.Valid, signing.Verified(WebhookSecret.Parse(Old)));
        Assert.Equal(SignatureOutcome.Valid, signing.Verified(WebhookSecret.Parse(New)));
    }

    [Fact]
    public void A_receiver_with_two_secrets_accepts_a_sender_with_either()
    {
        Assert.Equal(SignatureOutcome.Valid, Signing.Of(secret: WebhookSecret.Parse(Old)).Verified(Both));
        Assert.Equal(SignatureOutcome.Valid, Signing.Of(secret: WebhookSecret.Parse(New)).Verified(Both));
    }

    [Fact]
    public void After_rotation_the_old_secret_is_worth_nothing() =>
        Assert.Equal(SignatureOutcome.BadSignature, Signing.Of(secret: WebhookSecret.Parse(Old)).Verified(WebhookSecret.Parse(New)));
}
