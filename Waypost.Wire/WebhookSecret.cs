using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Waypost.Wire;

/// <summary>
/// The secret that signs requests: one key, or two during rotation. A sender signs with all keys and a receiver accepts any of them, so
/// the two sides can be changed one after the other.
/// </summary>
public sealed class WebhookSecret
{
    /// <summary>The name of the setting, the same on both sides.</summary>
    public const string Setting = "Waypost:WebhookSecret";

    /// <summary>The prefix of every secret.</summary>
    public const string Prefix = "whsec_";

    private const int MinimumBytes = 32;
    private const int MaximumKeys = 2;

    // Fewer distinct bytes occur about once in 10^40 random secrets, but in nearly every typed one.
    private const int MinimumDistinctBytes = 8;

    private WebhookSecret(IReadOnlyList<byte[]> keys) => Keys = keys;

    internal IReadOnlyList<byte[]> Keys { get; }

    /// <summary>Parses one secret, or two separated by a space.</summary>
    /// <param name="text">The setting's value.</param>
    /// <param name="secret">The secret, if the text is valid.</param>
    /// <param name="fault">What is wrong and how to create a valid secret. Never contains the secret itself.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? fault)
    {
        secret = null;
        var parts = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        fault = parts.Length switch
        {
            0 => "is missing",
            > MaximumKeys => "contains more than two secrets; two, separated by a space, are allowed during rotation",
            _ => null,
        };

        var keys = new List<byte[]>(parts.Length);
        foreach (var part in fault is null ? parts : [])
        {
            fault ??= TryAddKey(part, keys);
        }

        if (fault is not null)
        {
            fault =
                $"{Setting} {fault}. Create one with: echo \"{Prefix}$(openssl rand -base64 {MinimumBytes})\" "
                + "and set the same value on the manager and every provider.";
            return false;
        }

        secret = new WebhookSecret(keys);
        return true;
    }

    /// <summary>Like <see cref="TryParse"/>, but throws a <see cref="FormatException"/> with the fault.</summary>
    public static WebhookSecret Parse(string? text) =>
        TryParse(text, out var secret, out var fault) ? secret : throw new FormatException(fault);

    /// <summary>Creates a random secret in the format of the setting.</summary>
    public static string Generate() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinimumBytes));

    /// <summary>Shows the number of keys, never the keys.</summary>
    public override string ToString() => $"{Prefix}… ({Keys.Count})";

    private static string? TryAddKey(string part, List<byte[]> keys)
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
            return $"is too short: {length} bytes, at least {MinimumBytes} are required";
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
