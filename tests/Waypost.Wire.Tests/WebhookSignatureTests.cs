using System.Text;

namespace Waypost.Wire.Tests;

public class WebhookSignatureTests
{
    [Fact]
    public void A_signature_matches_the_Standard_Webhooks_specification()
    {
        // Computed with: printf 'msg_1.1700000000.{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f -binary | base64
        var secret = WebhookSecret.Parse("whsec_" + Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));

        var signature = WebhookSignature.Sign(secret, "msg_1", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "{}"u8);

        Assert.Equal("v1,fhksJF5ElKjlPoT/jtefCO5XjQPvhf7Dhf/8R1ad9yU=", signature);
    }

    [Fact]
    public void A_signed_message_is_accepted() => Assert.Equal(SignatureOutcome.Valid, SignedMessage.Of().Verify());

    [Fact]
    public void An_empty_body_can_be_signed() => Assert.Equal(SignatureOutcome.Valid, SignedMessage.Of("").Verify());

    [Theory]
    [InlineData(null, "1", "v1,x")]
    [InlineData("a", null, "v1,x")]
    [InlineData("a", "1", null)]
    [InlineData("", "1", "v1,x")]
    public void A_missing_header_is_reported(string? id, string? timestamp, string? signature) =>
        Assert.Equal(
            SignatureOutcome.MissingHeader,
            WebhookSignature.Verify(SignedMessage.Secret, id, timestamp, signature, [], SignedMessage.Clock, out _)
        );

    [Theory]
    [InlineData("-1")]
    [InlineData("+1772366400")]
    [InlineData(" 1772366400")]
    [InlineData("1772366400 ")]
    [InlineData("1772366400\n")]
    [InlineData("1772366400.0")]
    [InlineData("0x6989")]
    [InlineData("1e9")]
    [InlineData("1772366400000")]
    [InlineData("١٧٧٢٣٦٦٤٠٠")]
    [InlineData("2026-03-01T12:00:00Z")]
    public void A_timestamp_consists_of_digits_only(string timestamp) =>
        Assert.Equal(SignatureOutcome.BadTimestamp, (SignedMessage.Of() with { Timestamp = timestamp }).Verify());

    [Theory]
    [InlineData(-300, SignatureOutcome.Valid)]
    [InlineData(-301, SignatureOutcome.TooOld)]
    [InlineData(300, SignatureOutcome.Valid)]
    [InlineData(301, SignatureOutcome.TooNew)]
    [Trait("Fault", "07")]
    public void Clocks_may_be_five_minutes_apart(int secondsAhead, SignatureOutcome expected)
    {
        var outcome = SignedMessage.Of(ahead: TimeSpan.FromSeconds(secondsAhead)).Verify(null, out var skew);

        Assert.Equal((expected, TimeSpan.FromSeconds(secondsAhead)), (outcome, skew));
    }

    [Fact]
    public void The_maximum_timestamp_is_too_new()
    {
        var signature = WebhookSignature.Sign(SignedMessage.Secret, "msg_1", DateTimeOffset.MaxValue, []);

        var outcome = new SignedMessage("msg_1", WebhookSignature.Timestamp(DateTimeOffset.MaxValue), signature, []).Verify();

        Assert.Equal(SignatureOutcome.TooNew, outcome);
    }

    [Fact]
    public void A_skew_is_reported_only_for_a_sender_that_knows_the_secret()
    {
        var stranger = WebhookSecret.Parse(WebhookSecret.Generate());

        var outcome = SignedMessage.Of(secret: stranger, ahead: TimeSpan.FromHours(1)).Verify(SignedMessage.Secret, out var skew);

        Assert.Equal((SignatureOutcome.BadSignature, TimeSpan.Zero), (outcome, skew));
    }

    [Fact]
    public void One_matching_signature_among_others_is_enough()
    {
        var message = SignedMessage.Of();
        var among = message with { Signature = $"v1a,abc v1,{new string('A', 44)} {message.Signature} v1," };

        Assert.Equal(SignatureOutcome.Valid, among.Verify());
    }

    [Fact]
    public void An_id_with_a_dot_is_refused_because_it_could_move_bytes_into_the_timestamp()
    {
        var at = SignedMessage.Clock.GetUtcNow();
        var shifted = new SignedMessage("msg_1", "1", SignedMessage.Of().Signature, Encoding.UTF8.GetBytes("2.{}"));

        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign(SignedMessage.Secret, "msg.1", at, []));
        Assert.Equal(SignatureOutcome.BadSignature, (shifted with { Id = "msg_1.1" }).Verify());
    }

    [Fact]
    public void A_signature_that_appears_twice_is_accepted()
    {
        var message = SignedMessage.Of();

        Assert.Equal(SignatureOutcome.Valid, (message with { Signature = $"{message.Signature} {message.Signature}" }).Verify());
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A-z_9", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a b", false)]
    [InlineData("\u00e9", false)]
    public void An_id_consists_of_letters_digits_underscores_and_hyphens(string? id, bool valid) => AssertCanSign(id, valid);

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void An_id_has_at_most_128_characters(int length, bool valid) => AssertCanSign(new string('x', length), valid);

    [Fact]
    public void Secret_and_clock_are_required()
    {
        Assert.Throws<ArgumentNullException>("secret", () => WebhookSignature.Sign(null!, "a", default, []));
        Assert.Throws<ArgumentNullException>(
            "secret",
            () => WebhookSignature.Verify(null!, null, null, null, [], SignedMessage.Clock, out _)
        );
        Assert.Throws<ArgumentNullException>(
            "time",
            () => WebhookSignature.Verify(SignedMessage.Secret, null, null, null, [], null!, out _)
        );
    }

    private static void AssertCanSign(string? id, bool valid)
    {
        var at = SignedMessage.Clock.GetUtcNow();
        if (valid)
        {
            var signature = WebhookSignature.Sign(SignedMessage.Secret, id!, at, []);
            Assert.Equal(SignatureOutcome.Valid, new SignedMessage(id!, WebhookSignature.Timestamp(at), signature, []).Verify());
        }
        else
        {
            var exception = Assert.Throws<ArgumentException>(nameof(id), () => WebhookSignature.Sign(SignedMessage.Secret, id!, at, []));
            Assert.StartsWith("An id must have 1 to 128 letters, digits, '_' or '-'.", exception.Message, StringComparison.Ordinal);
        }
    }
}
