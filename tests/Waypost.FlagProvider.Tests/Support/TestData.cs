using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Waypost.FlagProvider.Store;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>Creates snapshots, patches, SDK keys and webhooks for tests.</summary>
internal static class TestData
{
    public const string ServerKey = "wp_server_0123456789abcdefghijklmnopqrstuvwxyzABCD";
    public const string ClientKey = "wp_client_0123456789abcdefghijklmnopqrstuvwxyzABCD";

    public static readonly EnvironmentKey Production = new("default", "production");

    private static readonly JsonElement True = JsonDocument.Parse("true").RootElement;
    private static readonly JsonElement False = JsonDocument.Parse("false").RootElement;

    public static Flag Flag(string key = "quote-form", bool enabled = true, string? padding = null) =>
        new()
        {
            Key = key,
            Type = FlagType.Boolean,
            Enabled = enabled,
            Salt = "salt" + padding,
            Variants = new Dictionary<string, JsonElement> { ["on"] = True, ["off"] = False },
            OffVariant = "off",
            Fallthrough = Serve.One("on"),
        };

    public static Snapshot Snapshot(long version, string epoch = "e1", EnvironmentKey? key = null, params IReadOnlyList<Flag> flags) =>
        new()
        {
            Project = (key ?? Production).Project,
            Environment = (key ?? Production).Environment,
            Epoch = epoch,
            Version = version,
            Flags = flags.Count > 0 ? flags : [Flag(enabled: version % 2 == 1)],
        };

    public static SnapshotPatch Patch(long from, long version, string epoch = "e1", params IReadOnlyList<Flag> flags) =>
        new()
        {
            Epoch = epoch,
            From = from,
            Version = version,
            Flags = flags.Count > 0 ? flags : [Flag(enabled: version % 2 == 1)],
        };

    public static SdkKey Key(
        string key = ServerKey,
        string kind = SdkKey.Server,
        EnvironmentKey? environment = null,
        DateTimeOffset? expiresAt = null
    ) =>
        new()
        {
            Id = 1,
            Project = (environment ?? Production).Project,
            Environment = (environment ?? Production).Environment,
            Kind = kind,
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
            ExpiresAt = expiresAt,
        };

    public static SdkKeys Keys(long version = 1, params IReadOnlyList<SdkKey> keys) =>
        new() { KeysVersion = version, Keys = keys.Count > 0 ? keys : [Key(), Key(ClientKey, SdkKey.Client)] };

    public static Webhook Updated(Snapshot snapshot) =>
        new()
        {
            Type = Webhook.FlagsUpdated,
            Timestamp = DateTimeOffset.UnixEpoch,
            Data = new WebhookData
            {
                Project = snapshot.Project,
                Environment = snapshot.Environment,
                Epoch = snapshot.Epoch,
                Version = snapshot.Version,
                Snapshot = snapshot,
            },
        };

    public static Webhook Updated(SnapshotPatch patch, EnvironmentKey? key = null) =>
        new()
        {
            Type = Webhook.FlagsUpdated,
            Timestamp = DateTimeOffset.UnixEpoch,
            Data = new WebhookData
            {
                Project = (key ?? Production).Project,
                Environment = (key ?? Production).Environment,
                Epoch = patch.Epoch,
                Version = patch.Version,
                Patch = patch,
            },
        };

    public static Webhook Updated(SdkKeys keys) =>
        new()
        {
            Type = Webhook.KeysUpdated,
            Timestamp = DateTimeOffset.UnixEpoch,
            Data = new WebhookData { Keys = keys },
        };

    public static Webhook Deleted(EnvironmentKey key, string? epoch) =>
        new()
        {
            Type = Webhook.EnvironmentDeleted,
            Timestamp = DateTimeOffset.UnixEpoch,
            Data = new WebhookData
            {
                Project = key.Project,
                Environment = key.Environment,
                Epoch = epoch,
            },
        };
}
