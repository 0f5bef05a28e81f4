using System.Collections.Frozen;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using Waypost.Flags;

namespace Waypost.Benchmarks.Evaluating;

/// <summary>
/// The minimum that any evaluator must do, hand-written for each case: one lookup, one hash on the stack, the comparisons.
/// </summary>
internal sealed class BaselineEvaluator(Snapshot snapshot)
{
    private readonly FrozenDictionary<string, Settings> flags = snapshot.Flags.ToFrozenDictionary(
        flag => flag.Key,
        flag => new Settings(flag.Enabled, flag.Salt),
        StringComparer.Ordinal
    );

    private readonly BucketRange? layer = snapshot.Flags[0].Fallthrough.Participants?.Layer;

    // In fields and not as literals, from which the JIT would generate comparisons that no evaluator of settings can have.
    private readonly string[] names = [.. snapshot.Flags[0].Rules.Select(rule => rule.When[0].Attribute)];
    private readonly string[][] values =
    [
        .. snapshot.Flags[0].Rules.Select(rule => rule.When[0].Values.Select(value => value.GetString()!).ToArray()),
    ];

    internal bool On(string key) => flags.TryGetValue(key, out var flag) && flag.Enabled;

    internal bool Half(string key, string user) => flags.TryGetValue(key, out var flag) && flag.Enabled && Bucket(flag.Salt, user) < 50_000;

    internal bool Layered(string key, string user)
    {
        if (!flags.TryGetValue(key, out var flag) || !flag.Enabled)
        {
            return false;
        }

        var place = Bucket(layer!.Salt, user);
        return place >= layer.From && place < layer.To && Bucket(flag.Salt, user) < 50_000;
    }

    internal bool ThirdRule(string key, KeyValuePair<string, string>[] attributes)
    {
        if (!flags.TryGetValue(key, out var flag) || !flag.Enabled)
        {
            return false;
        }
        if (Find(attributes, names[0]) is { } country && IsAny(values[0], country))
        {
            return true;
        }
        if (Find(attributes, names[1]) is { } plan && IsAny(values[1], plan))
        {
            return true;
        }
        return Find(attributes, names[2]) is { } email && email.EndsWith(values[2][0], StringComparison.Ordinal);
    }

    private static bool IsAny(string[] values, string value)
    {
        foreach (var candidate in values)
        {
            if (candidate == value)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Find(KeyValuePair<string, string>[] attributes, string name)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Key == name)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    [SkipLocalsInit]
    private static int Bucket(string salt, string user)
    {
        Span<byte> bytes = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(salt, bytes);
        bytes[length++] = (byte)':';
        length += Encoding.UTF8.GetBytes(user, bytes[length..]);
        return (int)(((ulong)XxHash32.HashToUInt32(bytes[..length]) * 100_000) >> 32);
    }

    private sealed record Settings(bool Enabled, string Salt);
}
