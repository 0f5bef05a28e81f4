using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Waypost.Wire;

/// <summary>
/// What signed requests are signed with: one key, or two while secrets are being rotated. A sender signs with all of
/// them and a receiver accepts any, so the two sides may be changed one after the other.
/// </summary>
public sealed class WebhookSecret
{
    /// <summary>The setting both sides read it from.</summary>
    public const string Setting = "Waypost:WebhookSecret";

    /// <summary>What every secret starts with.</summary>
    public const string Prefix = "whsec_";

    private const int MinimumBytes = 32;
    private const int MaximumKeys = 2;

    // 32 random bytes hold fewer different ones than this about once in 10^40 draws; typed-in ones nearly always do.
    private const int MinimumDistinctBytes = 8;

    private WebhookSecret(IReadOnlyList<byte[]> keys) => Keys = keys;

    internal IReadOnlyList<byte[]> Keys { get; }

    /// <summary>Reads one secret, or two separated by a space.</summary>
    /// <param name="text">The setting's value.</param>
    /// <param name="secret">The secret, if there is no fault.</param>
    /// <param name="fault">What is wrong and how to make a good one. Never holds the secret itself.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? fault)
    {
        secret = null;
        var parts = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        fault = parts.Length switch
        {
            0 => "is missing",
            > MaximumKeys => "holds more than two secrets; two, separated by a space, are for rotation",
            _ => null,
        };

        var keys = new List<byte[]>(parts.Length);
        foreach (var part in fault is null ? parts : [])
        {
            fault ??= Read(part, keys);
        }

        if (fault is not null)
        {
            fault =
                $"{Setting} {fault}. Make one with: echo \"{Prefix}$(openssl rand -base64 {MinimumBytes})\" "
                + "and set the same on the manager and on every provider.";
            return false;
        }

        secret = new WebhookSecret(keys);
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, throwing <see cref="FormatException"/> with the fault.</summary>
    public static WebhookSecret Parse(string? text) =>
        TryParse(text, out var secret, out var fault) ? secret : throw new FormatException(fault);

    /// <summary>A new random secret in the form the setting takes.</summary>
    public static string Generate() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinimumBytes));

    /// <summary>Says how many keys there are, never which.</summary>
    public override string ToString() => $"{Prefix}… ({Keys.Count})";

    private static string? Read(string part, List<byte[]> keys)
    {
        if (!part.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return $"does not start with {Prefix}";
        }

        var key = new byte[part.Length];
        if (!Convert.TryFromBase64Chars(part.AsSpan(Prefix.Length), key, out var length))
        {
            return $"is not base64 after {Prefix}";
        }

        if (length < MinimumBytes)
        {
            return $"is too short: {length} bytes, at least {MinimumBytes} are needed";
        }

        Array.Resize(ref key, length);
        if (key.Distinct().Count() < MinimumDistinctBytes)
        {
            return "is not random";
        }

        keys.Add(key);
        return null;
    }
}
