using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk.Tests.Support;

/// <summary>Sample snapshots.</summary>
internal static class Snapshots
{
    public const string Epoch = "k3J9xQ2b";

    public static readonly JsonElement True = JsonSerializer.SerializeToElement(true);
    public static readonly JsonElement False = JsonSerializer.SerializeToElement(false);

    /// <summary>A snapshot with the boolean flag <c>quote-form</c>, which is on if the version is even.</summary>
    public static Snapshot At(long version, string epoch = Epoch, params Flag[] more) =>
        new()
        {
            Project = "default",
            Environment = "production",
            Epoch = epoch,
            Version = version,
            Flags = [QuoteForm(version % 2 == 0), .. more],
        };

    public static SnapshotPatch Between(long from, long to) => Patch.Between(At(from), At(to));

    public static Flag QuoteForm(bool on) => Boolean("quote-form", new() { Variant = on ? "on" : "off" });

    public static Flag Boolean(string key, Serve fallthrough) =>
        new()
        {
            Key = key,
            Type = FlagType.Boolean,
            Enabled = true,
            Salt = $"salt-of-{key}",
            Variants = new Dictionary<string, JsonElement> { ["on"] = True, ["off"] = False },
            OffVariant = "off",
            Fallthrough = fallthrough,
        };

    /// <summary>A flag with experiment 7: half on, half off, control <c>off</c>.</summary>
    public static Flag Experiment(string key = "quote-form") =>
        Boolean(key, new() { Rollout = [new("on", 50_000), new("off", 50_000)] }) with
        {
            Experiment = new(7, "off"),
        };

    /// <summary>A flag with experiment 8 for everyone in the layer: everyone gets <c>on</c>, the control is <c>off</c>.</summary>
    public static Flag Layered(string key = "layered") =>
        Boolean(
            key,
            Serve.Only(
                new()
                {
                    Layer = new() { Salt = "layer", To = 100_000 },
                    Rollout = [new("on", 100_000)],
                },
                "off"
            )
        ) with
        {
            Experiment = new(8, "off"),
        };
}
