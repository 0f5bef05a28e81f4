using System.Text;

namespace Waypost.Wire.Tests;

/// <summary>A signed request to take apart, and the clock it was signed by.</summary>
internal sealed record Signing(string Id, string Timestamp, string Signature, byte[] Body)
{
    public static readonly WebhookSecret Secret = WebhookSecret.Parse(WebhookSecret.Generate());
    public static readonly FixedTime Clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static Signing Of(string body = """{"type":"keys.updated"}""", WebhookSecret? secret = null, TimeSpan ahead = default)
    {
        var at = Clock.GetUtcNow() + ahead;
        var bytes = Encoding.UTF8.GetBytes(body);
        return new("msg_1", WebhookSignature.Timestamp(at), WebhookSignature.Sign(secret ?? Secret, "msg_1", at, bytes), bytes);
    }

    public SignatureOutcome Verified(WebhookSecret? secret = null) => Verified(secret, out _);

    public SignatureOutcome Verified(WebhookSecret? secret, out TimeSpan skew) =>
        WebhookSignature.Verify(secret ?? Secret, Id, Timestamp, Signature, Body, Clock, out skew);
}

internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset now = now;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
