using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Waypost.AppHost.Data;

/// <summary><c>secrets.json</c> in the data directory, readable by its owner only: secrets belong to the data they open.</summary>
internal static partial class SecretsFile
{
    // Base64 holds '+', which the default encoder writes as \u002B: no help to somebody who copies it from the file.
    private static readonly SecretsJson readable = new(
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    public static string In(DataDirectory directory) => directory.File("secrets.json");

    /// <summary>What was kept, made now if it is the first start.</summary>
    /// <param name="directory">Held by this process.</param>
    /// <param name="given">By parameter name.</param>
    /// <exception cref="StartException">The file is damaged, or missing beside a database it would open.</exception>
    public static Secrets Keep(DataDirectory directory, IReadOnlyDictionary<string, string> given)
    {
        var file = In(directory);
        if (!File.Exists(file) && directory.Postgres is not null)
        {
            throw new StartException(
                $"{file} is missing, and with it the password of the database in {directory.Path}: restore it from a backup, "
                    + $"or delete {directory.Path} to start over."
            );
        }

        var kept = File.Exists(file) ? File.ReadAllBytes(file) : null;
        var secrets = kept is null ? Secrets.New(given) : Read(file, kept).With(given);
        var content = JsonSerializer.SerializeToUtf8Bytes(secrets, readable.Secrets);
        if (kept is null || !content.AsSpan().SequenceEqual(kept))
        {
            AtomicFile.Write(file, content, secret: true);
        }

        return secrets;
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
            foreach (
                var (name, value) in JsonSerializer
                    .SerializeToNode(Secrets.New(new Dictionary<string, string>()), readable.Secrets)!
                    .AsObject()
            )
            {
                kept.TryAdd(name, value!.DeepClone());
            }

            return kept.Deserialize(SecretsJson.Default.Secrets) is { } read && IsWhole(read) ? read : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new StartException(
                $"{file} is damaged: restore it from a backup, or delete {Path.GetDirectoryName(file)} to start over."
            );
        }
    }

    /// <summary>Edited by hand, a value may have lost what the services demand of it.</summary>
    private static bool IsWhole(Secrets secrets) =>
        secrets.AdminToken.StartsWith(Secrets.TokenPrefix, StringComparison.Ordinal)
        && secrets.ServerKey.StartsWith(Secrets.ServerKeyPrefix, StringComparison.Ordinal)
        && secrets.ClientKey.StartsWith(Secrets.ClientKeyPrefix, StringComparison.Ordinal)
        && secrets.WebhookSecret.StartsWith(Secrets.WebhookPrefix, StringComparison.Ordinal);

    [JsonSerializable(typeof(Secrets))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    private sealed partial class SecretsJson : JsonSerializerContext;
}
