using System.Text;

namespace Waypost.Wire.Tests;

/// <summary>The parts of a signed request, and the clock it was signed by.</summary>
internal sealed record SignedMessage(string Id, string Timestamp, string Signature, byte[] Body)
{
    public static readonly WebhookSecret Secret = WebhookSecret.Parse(WebhookSecret.Generate());
    public static readonly FixedTime Clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static SignedMessage Of(string body = """{"type":"keys.updated"}""", WebhookSecret? secret = null, TimeSpan ahead = default)
    {
        var at = Clock.GetUtcNow() + ahead;
        var bytes = Encoding.UTF8.GetBytes(body);
        return new("msg_1", WebhookSignature.Timestamp(at), WebhookSignature.Sign(secret ?? Secret, "msg_1", at, bytes), bytes);
    }

    public SignatureOutcome Verify(WebhookSecret? secret = null) => Verify(secret, out _);

    public SignatureOutcome Verify(WebhookSecret? secret, out TimeSpan skew) =>
        WebhookSignature.Verify(secret ?? Secret, Id, Timestamp, Signature, Body, Clock, out skew);
}

internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset now = now;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
