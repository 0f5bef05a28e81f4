namespace Waypost.Wire.Tests;

/// <summary>The messages go to the operator of the sender: they say what to fix and contain no secret.</summary>
public class SignedRequestVerifierTests
{
    private readonly SignedRequestVerifier verifier = new(SignedMessage.Secret, new ReplayGuard(SignedMessage.Clock), SignedMessage.Clock);

    [Fact]
    public void A_signed_request_is_accepted_once()
    {
        var message = SignedMessage.Of();

        Assert.Null(Verify(message));
        Assert.Equal("The message msg_1 was already received. Every attempt needs a new id.", Verify(message));
    }

    [Fact]
    public void A_refused_request_does_not_use_up_its_id()
    {
        var message = SignedMessage.Of();

        Assert.NotNull(Verify(message with { Signature = "v1,x" }));
        Assert.Null(Verify(message));
    }

    [Fact]
    public void A_missing_header_is_named() =>
        Assert.Equal(
            "The headers webhook-id, webhook-timestamp and webhook-signature are required, once each.",
            verifier.Verify(null, "1", "v1,x", [])
        );

    [Fact]
    public void An_invalid_timestamp_is_explained() =>
        Assert.Equal(
            "The header webhook-timestamp must contain the seconds since 1970, digits only.",
            Verify(SignedMessage.Of() with { Timestamp = "soon" })
        );

    [Fact]
    public void A_wrong_signature_points_to_the_setting() =>
        Assert.Equal(
            "No signature matches. Set the same Waypost:WebhookSecret on both sides.",
            Verify(SignedMessage.Of() with { Signature = "v1,x" })
        );

    [Theory]
    [InlineData(-301, "The request was signed 301 s ago; 300 s are allowed. Compare the clocks of sender and receiver.")]
    [InlineData(3600, "The request was signed 3600 s in the future; 300 s are allowed. Compare the clocks of sender and receiver.")]
    public void A_difference_between_the_clocks_is_measured(int secondsAhead, string message) =>
        Assert.Equal(message, Verify(SignedMessage.Of(ahead: TimeSpan.FromSeconds(secondsAhead))));

    private string? Verify(SignedMessage message) => verifier.Verify(message.Id, message.Timestamp, message.Signature, message.Body);
}
