namespace Waypost.Wire.Tests;

public class MutatedRequestTests
{
    private const string Printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-., v";

    [Fact]
    [Trait("Fault", "05")]
    public void None_of_100_000_mutated_requests_is_accepted()
    {
        var random = new Random(20260301);
        var original = Signing.Of();
        var accepted = new List<Signing>();

        for (var i = 0; i < 100_000; i++)
        {
            var mutated = Mutate(original, random);
            if (!IsSame(mutated, original) && mutated.Verified() == SignatureOutcome.Valid)
            {
                accepted.Add(mutated);
            }
        }

        Assert.Empty(accepted);
    }

    private static Signing Mutate(Signing request, Random random) =>
        random.Next(8) switch
        {
            0 => request with { Id = Change(request.Id, random) },
            1 => request with { Timestamp = Change(request.Timestamp, random) },
            2 or 3 => request with { Signature = Change(request.Signature, random) },
            // The last character of the base64 carries two unused bits: another spelling of the same bytes.
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

    // A space put around the signature is no mutation of it: the header is a list separated by spaces.
    private static bool IsSame(Signing a, Signing b) =>
        a.Id == b.Id && a.Timestamp == b.Timestamp && a.Signature.Trim() == b.Signature && a.Body.AsSpan().SequenceEqual(b.Body);
}
