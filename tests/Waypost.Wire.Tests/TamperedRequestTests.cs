namespace Waypost.Wire.Tests;

public class TamperedRequestTests
{
    private const string Printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-., v";

    [Fact]
    [Trait("Fault", "05")]
    public void No_tampered_request_is_accepted()
    {
        var random = new Random(20260301);
        var original = SignedMessage.Of();
        var accepted = new List<SignedMessage>();
        var tamperedCount = 0;

        for (var i = 0; i < 100_000; i++)
        {
            var tampered = Tamper(original, random);
            if (IsSame(tampered, original))
            {
                continue;
            }

            tamperedCount++;
            if (tampered.Verify() == SignatureOutcome.Valid)
            {
                accepted.Add(tampered);
            }
        }

        Assert.Equal(SignatureOutcome.Valid, original.Verify());
        Assert.InRange(tamperedCount, 90_000, 100_000);
        Assert.Empty(accepted);
    }

    private static SignedMessage Tamper(SignedMessage request, Random random) =>
        random.Next(8) switch
        {
            0 => request with { Id = Change(request.Id, random) },
            1 => request with { Timestamp = Change(request.Timestamp, random) },
            2 or 3 => request with { Signature = Change(request.Signature, random) },
            // The last base64 character has two unused bits: another encoding of the same bytes.
            4 => request with { Signature = request.Signature[..^2] + Printable[random.Next(64)] + "=" },
            5 => request with { Body = [.. request.Body[..random.Next(request.Body.Length)]] },
            6 => request with { Body = [.. request.Body, (byte)random.Next(256)] },
            _ => request with { Body = Flip(request.Body, random) },
        };

    private static string Change(string text, Random random)
    {
        var at = random.Next(text.Length);
        var character = Printable[random.Next(Printable.Length)];
        return random.Next(3) switch
        {
            0 => text[..at] + character + text[(at + 1)..],
            1 => text.Remove(at, 1),
            _ => text.Insert(at, character.ToString()),
        };
    }

    private static byte[] Flip(byte[] body, Random random)
    {
        var flipped = body.ToArray();
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    // A space around the signature changes nothing: the header is a list separated by spaces.
    private static bool IsSame(SignedMessage a, SignedMessage b) =>
        a.Id == b.Id && a.Timestamp == b.Timestamp && a.Signature.Trim() == b.Signature && a.Body.AsSpan().SequenceEqual(b.Body);
}
