namespace Waypost.Wire.Tests;

[Trait("Fault", "14")]
public class SecretRotationTests
{
    private static readonly string Old = WebhookSecret.Generate();
    private static readonly string New = WebhookSecret.Generate();
    private static readonly WebhookSecret Both = WebhookSecret.Parse($"{New} {Old}");

    [Fact]
    public void A_receiver_with_either_secret_accepts_a_sender_with_both()
    {
        var message = SignedMessage.Of(secret: Both);

        Assert.Equal(SignatureOutcome.Valid, message.Verify(WebhookSecret.Parse(Old)));
        Assert.Equal(SignatureOutcome.Valid, message.Verify(WebhookSecret.Parse(New)));
    }

    [Fact]
    public void A_receiver_with_both_secrets_accepts_a_sender_with_either()
    {
        Assert.Equal(SignatureOutcome.Valid, SignedMessage.Of(secret: WebhookSecret.Parse(Old)).Verify(Both));
        Assert.Equal(SignatureOutcome.Valid, SignedMessage.Of(secret: WebhookSecret.Parse(New)).Verify(Both));
    }

    [Fact]
    public void After_rotation_the_old_secret_is_refused() =>
        Assert.Equal(SignatureOutcome.BadSignature, SignedMessage.Of(secret: WebhookSecret.Parse(Old)).Verify(WebhookSecret.Parse(New)));
}
