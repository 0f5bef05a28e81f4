using System.Security.Cryptography;

namespace Waypost.AppHost.Data;

/// <summary>The secrets of the services and of the first administrator. Created once and stored in <see cref="SecretsFile"/>.</summary>
internal sealed record Secrets
{
    public const string TokenPrefix = "wp_pat_";
    public const string ServerKeyPrefix = "wp_server_";
    public const string ClientKeyPrefix = "wp_client_";
    public const string WebhookPrefix = "whsec_";

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public required string AdminEmail { get; init; }

    public required string AdminPassword { get; init; }

    /// <summary>With its prefix, as scripts send it.</summary>
    public required string AdminToken { get; init; }

    public required string ServerKey { get; init; }

    public required string ClientKey { get; init; }

    public required string WebhookSecret { get; init; }

    public required string DataProtectionSecret { get; init; }

    public required string PostgresPassword { get; init; }

    /// <summary>Password of the login that can only read the shop's events.</summary>
    public required string ReaderPassword { get; init; }

    /// <param name="given">Values to use instead of generated ones, by parameter name.</param>
    public static Secrets Create(IReadOnlyDictionary<string, string> given)
    {
        return new()
        {
            AdminEmail = given.GetValueOrDefault(ParameterNames.AdminEmail) ?? "admin@waypost.local",
            AdminPassword = given.GetValueOrDefault(ParameterNames.AdminPassword) ?? Password(),
            AdminToken = TokenPrefix + GivenOrRandom(ParameterNames.AdminToken, 40),
            ServerKey = ServerKeyPrefix + GivenOrRandom(ParameterNames.ServerKey, 40),
            ClientKey = ClientKeyPrefix + GivenOrRandom(ParameterNames.ClientKey, 40),
            // 44 letters and digits are valid base64 of 33 bytes.
            WebhookSecret = WebhookPrefix + GivenOrRandom(ParameterNames.WebhookSecret, 44),
            DataProtectionSecret = GivenOrRandom(ParameterNames.DataProtectionSecret, 44),
            PostgresPassword = GivenOrRandom(ParameterNames.PostgresPassword, 40),
            ReaderPassword = GivenOrRandom(ParameterNames.ReaderPassword, 40),
        };

        string GivenOrRandom(string name, int length) => given.GetValueOrDefault(name) ?? RandomText(length);
    }

    /// <summary>
    /// Replaces the SDK keys and the webhook secret, which can change at a later start, for example after a key was rotated in the
    /// manager. The other secrets are part of the data: a new password would be shown but would not work.
    /// </summary>
    public Secrets With(IReadOnlyDictionary<string, string> given) =>
        this with
        {
            ServerKey = given.TryGetValue(ParameterNames.ServerKey, out var serverKey) ? ServerKeyPrefix + serverKey : ServerKey,
            ClientKey = given.TryGetValue(ParameterNames.ClientKey, out var clientKey) ? ClientKeyPrefix + clientKey : ClientKey,
            WebhookSecret = given.TryGetValue(ParameterNames.WebhookSecret, out var webhook) ? WebhookPrefix + webhook : WebhookSecret,
        };

    /// <returns>The names of parameters that are set, but differ from the values the data was created with.</returns>
    public IEnumerable<string> IgnoredParameters(IReadOnlyDictionary<string, string> given)
    {
        var stored = new Dictionary<string, string>
        {
            [ParameterNames.AdminEmail] = AdminEmail,
            [ParameterNames.AdminPassword] = AdminPassword,
            [ParameterNames.AdminToken] = AdminToken[TokenPrefix.Length..],
            [ParameterNames.DataProtectionSecret] = DataProtectionSecret,
            [ParameterNames.PostgresPassword] = PostgresPassword,
            [ParameterNames.ReaderPassword] = ReaderPassword,
        };
        return stored.Where(secret => given.TryGetValue(secret.Key, out var value) && value != secret.Value).Select(secret => secret.Key);
    }

    /// <summary>Four groups of five characters, with 119 bits in all, and at least one of each kind that password rules require.</summary>
    private static string Password()
    {
        string password;
        do
        {
            password = string.Join('-', RandomText(20).Chunk(5).Select(group => new string(group)));
        } while (!(password.Any(char.IsAsciiDigit) && password.Any(char.IsAsciiLetterUpper) && password.Any(char.IsAsciiLetterLower)));

        return password;
    }

    private static string RandomText(int count) => RandomNumberGenerator.GetString(Base62, count);
}
