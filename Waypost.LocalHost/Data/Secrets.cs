using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Waypost.LocalHost.Configuration;

namespace Waypost.LocalHost.Data;

/// <summary>Made once and kept beside the data they open, so that the next start finds everything as it was.</summary>
internal sealed partial record Secrets
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // Base64 holds '+', which the default encoder writes as \u002B: no help to somebody who copies it from the file.
    private static readonly SecretsJson Readable = new(new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public required string AdminEmail { get; init; }

    public required string AdminPassword { get; init; }

    public required string AdminToken { get; init; }

    public required string ServerKey { get; init; }

    public required string ClientKey { get; init; }

    public required string WebhookSecret { get; init; }

    public required string DataProtectionSecret { get; init; }

    public required string PostgresPassword { get; init; }

    /// <summary>Of the login that may only read the shop's events.</summary>
    public required string ReaderPassword { get; init; }

    internal static string FileIn(DataDirectory directory) => directory.File("secrets.json");

    /// <exception cref="StartFault">The file is damaged, or missing though there is a database.</exception>
    internal static Secrets Keep(DataDirectory directory, IReadOnlyDictionary<string, string> given)
    {
        var file = FileIn(directory);
        if (!File.Exists(file) && Directory.Exists(directory.File("postgres")))
        {
            throw new StartFault($"{file} is missing, and with it the password of the database in {directory.Path}: put it back from a backup, or delete {directory.Path} to start over.");
        }

        var kept = File.Exists(file) ? File.ReadAllBytes(file) : null;
        var secrets = kept is null ? New(given) : Read(file, kept).With(given);
        var content = JsonSerializer.SerializeToUtf8Bytes(secrets, Readable.Secrets);
        if (kept is null || !content.AsSpan().SequenceEqual(kept))
        {
            AtomicFile.Write(file, content, secret: true);
        }

        return secrets;
    }

    internal static Secrets New(IReadOnlyDictionary<string, string> given) => new Secrets
    {
        AdminEmail = given.GetValueOrDefault(SettingNames.AdminEmail) ?? "admin@waypost.local",
        AdminPassword = given.GetValueOrDefault(SettingNames.AdminPassword) ?? Password(),
        AdminToken = given.GetValueOrDefault(SettingNames.AdminToken) ?? "wp_pat_" + Letters(40),
        ServerKey = "wp_server_" + Letters(40),
        ClientKey = "wp_client_" + Letters(40),
        WebhookSecret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        DataProtectionSecret = Letters(40),
        PostgresPassword = Letters(40),
        ReaderPassword = Letters(40),
    }.With(given);

    /// <summary>
    /// What the shop and the providers use can be given anew (a key was rotated in the manager, say). The administrator
    /// is made once, on an empty database: another password at a later start would be printed but would open nothing.
    /// </summary>
    private Secrets With(IReadOnlyDictionary<string, string> given) => this with
    {
        ServerKey = given.GetValueOrDefault(SettingNames.ServerKey) ?? ServerKey,
        ClientKey = given.GetValueOrDefault(SettingNames.ClientKey) ?? ClientKey,
        WebhookSecret = given.GetValueOrDefault(SettingNames.WebhookSecret) ?? WebhookSecret,
    };

    /// <summary>Names what was given but is not what the data directory was made with.</summary>
    internal IEnumerable<string> Overruled(IReadOnlyDictionary<string, string> given)
    {
        var made = new Dictionary<string, string>
        {
            [SettingNames.AdminEmail] = AdminEmail,
            [SettingNames.AdminPassword] = AdminPassword,
            [SettingNames.AdminToken] = AdminToken,
        };
        return made.Where(m => given.TryGetValue(m.Key, out var asked) && asked != m.Value).Select(m => m.Key);
    }

    /// <summary>What this version needs and the one that wrote the file did not know is made now.</summary>
    private static Secrets Read(string file, byte[] content)
    {
        try
        {
            var kept = JsonNode.Parse(content) as JsonObject ?? throw new JsonException();
            // A new password would not open the old database.
            if (!kept.ContainsKey("postgresPassword"))
            {
                throw new JsonException();
            }

            foreach (var (name, value) in JsonSerializer.SerializeToNode(New(new Dictionary<string, string>()), Readable.Secrets)!.AsObject())
            {
                kept.TryAdd(name, value!.DeepClone());
            }

            return kept.Deserialize(SecretsJson.Default.Secrets)!;
        }
        catch (JsonException)
        {
            throw new StartFault($"{file} is damaged: put it back from a backup, or delete {Path.GetDirectoryName(file)} to start over.");
        }
    }

    /// <summary>Four groups of five, easy to read out: 20 letters of 62 hold 119 bits. The usual rules want one of each kind.</summary>
    private static string Password()
    {
        string password;
        do
        {
            password = string.Join('-', Letters(20).Chunk(5).Select(c => new string(c)));
        }
        while (!(password.Any(char.IsAsciiDigit) && password.Any(char.IsAsciiLetterUpper) && password.Any(char.IsAsciiLetterLower)));

        return password;
    }

    private static string Letters(int count) => RandomNumberGenerator.GetString(Base62, count);

    [JsonSerializable(typeof(Secrets))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    private sealed partial class SecretsJson : JsonSerializerContext;
}
