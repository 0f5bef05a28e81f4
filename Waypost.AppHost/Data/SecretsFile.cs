using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Waypost.AppHost.Data;

/// <summary><c>secrets.json</c> in the data directory, readable by its owner only.</summary>
internal static partial class SecretsFile
{
    // Base64 contains '+', which the default encoder writes as \u002B. Users copy values from this file.
    private static readonly SecretsJson readable = new(
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    public static string PathIn(DataDirectory directory) => directory.File("secrets.json");

    /// <summary>Loads the secrets, or creates them at the first start.</summary>
    /// <param name="directory">Locked by this process.</param>
    /// <param name="given">Values to use instead of generated ones, by parameter name.</param>
    /// <exception cref="StartException">The file is damaged, or missing although there is a database.</exception>
    public static Secrets LoadOrCreate(DataDirectory directory, IReadOnlyDictionary<string, string> given)
    {
        var file = PathIn(directory);
        if (!File.Exists(file) && directory.Postgres is not null)
        {
            throw new StartException(
                $"{file} is missing, and with it the password of the database in {directory.Path}: restore it from a backup, "
                    + $"or delete {directory.Path} to start over."
            );
        }

        var stored = File.Exists(file) ? File.ReadAllBytes(file) : null;
        var secrets = stored is null ? Secrets.Create(given) : Read(file, stored).With(given);
        var content = JsonSerializer.SerializeToUtf8Bytes(secrets, readable.Secrets);
        if (stored is null || !content.AsSpan().SequenceEqual(stored))
        {
            AtomicFile.Write(file, content, secret: true);
        }

        return secrets;
    }

    /// <summary>Reads the file, and creates the secrets that an older version did not have.</summary>
    private static Secrets Read(string file, byte[] content)
    {
        try
        {
            var stored = JsonNode.Parse(content) as JsonObject ?? throw new JsonException();
            // A new password would not work with the existing database.
            if (!stored.ContainsKey("postgresPassword"))
            {
                throw new JsonException();
            }
            foreach (
                var (name, value) in JsonSerializer
                    .SerializeToNode(Secrets.Create(new Dictionary<string, string>()), readable.Secrets)!
                    .AsObject()
            )
            {
                stored.TryAdd(name, value!.DeepClone());
            }

            return stored.Deserialize(SecretsJson.Default.Secrets) is { } read && IsValid(read) ? read : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new StartException(
                $"{file} is damaged: restore it from a backup, or delete {Path.GetDirectoryName(file)} to start over."
            );
        }
    }

    /// <summary>A user may have edited the file and removed a prefix that the services require.</summary>
    private static bool IsValid(Secrets secrets) =>
        secrets.AdminToken.StartsWith(Secrets.TokenPrefix, StringComparison.Ordinal)
        && secrets.ServerKey.StartsWith(Secrets.ServerKeyPrefix, StringComparison.Ordinal)
        && secrets.ClientKey.StartsWith(Secrets.ClientKeyPrefix, StringComparison.Ordinal)
        && secrets.WebhookSecret.StartsWith(Secrets.WebhookPrefix, StringComparison.Ordinal);

    [JsonSerializable(typeof(Secrets))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    private sealed partial class SecretsJson : JsonSerializerContext;
}
