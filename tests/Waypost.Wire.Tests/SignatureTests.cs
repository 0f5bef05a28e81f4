using System.Text;

namespace Waypost.Wire.Tests;

public class SignatureTests
{
    [Fact]
    public void A_signature_is_what_Standard_Webhooks_says()
    {
        // Computed with: printf 'msg_1.1700000000.{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f -binary | base64
        var secret = WebhookSecret.Parse("whsec_" + Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));

        var signature = WebhookSignature.Sign(secret, "msg_1", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "{}"u8);

        Assert.Equal("v1,fhksJF5ElKjlPoT/jtefCO5XjQPvhf7Dhf/8R1ad9yU=", signature);
    }

    [Fact]
    public void What_was_signed_is_accepted() => Assert.Equal(SignatureOutcome.Valid, Signing.Of().Verified());

    [Fact]
    public void An_empty_body_can_be_signed() => Assert.Equal(SignatureOutcome.Valid, Signing.Of("").Verified());

    [Theory]
    [InlineData(null, "1", "v1,x")]
    [InlineData("a", null, "v1,x")]
    [InlineData("a", "1", null)]
    [InlineData("", "1", "v1,x")]
    public void A_missing_header_is_named_as_such(string? id, string? timestamp, string? signature) =>
        Assert.Equal(
            SignatureOutcome.MissingHeader,
            WebhookSignature.Verify(Signing.Secret, id, timestamp, signature, [], Signing.Clock, out _)
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
    public void A_timestamp_is_digits_only(string timestamp) =>
        Assert.Equal(SignatureOutcome.BadTimestamp, (Signing.Of() with { Timestamp = timestamp }).Verified());

    [Theory]
    [InlineData(-300, SignatureOutcome.Valid)]
    [InlineData(-301, SignatureOutcome.TooOld)]
    [InlineData(300, SignatureOutcome.Valid)]
    [InlineData(301, SignatureOutcome.TooNew)]
    [Trait("Fault", "07")]
    public void Clocks_may_be_five_minutes_apart(int secondsAhead, SignatureOutcome expected)
    {
        var outcome = Signing.Of(ahead: TimeSpan.FromSeconds(secondsAhead)).Verified(null, out var skew);

        Assert.Equal((expected, TimeSpan.FromSeconds(secondsAhead)), (outcome, skew));
    }

    [Fact]
    public void The_latest_moment_the_clock_can_say_is_too_new()
    {
        var signature = WebhookSignature.Sign(Signing.Secret, "msg_1", DateTimeOffset.MaxValue, []);

        var outcome = new Signing("msg_1", WebhookSignature.Timestamp(DateTimeOffset.MaxValue), signature, []).Verified();

        Assert.Equal(SignatureOutcome.TooNew, outcome);
    }

    [Fact]
    public void A_skew_is_only_reported_of_a_sender_that_knows_the_secret()
    {
        var stranger = WebhookSecret.Parse(WebhookSecret.Generate());

        var outcome = Signing.Of(secret: stranger, ahead: TimeSpan.FromHours(1)).Verified(Signing.Secret, out var skew);

        Assert.Equal((SignatureOutcome.BadSignature, TimeSpan.Zero), (outcome, skew));
    }

    [Fact]
    public void A_matching_signature_among_others_is_enough()
    {
        var signing = Signing.Of();
        var among = signing with { Signature = $"v1a,abc v1,{new string('A', 44)} {signing.Signature} v1," };

        Assert.Equal(SignatureOutcome.Valid, among.Verified());
    }

    [Fact]
    public void An_id_with_a_full_stop_is_refused_because_it_could_move_bytes_into_the_timestamp()
    {
        var at = Signing.Clock.GetUtcNow();
        var moved = new Signing("msg_1", "1", Signing.Of().Signature, Encoding.UTF8.GetBytes("2.{}"));

        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign(Signing.Secret, "msg.1", at, []));
        Assert.Equal(SignatureOutcome.BadSignature, (moved with { Id = "msg_1.1" }).Verified());
    }
}
