using System.Security.Cryptography;

namespace Waypost.AppHost.Data;

/// <summary>What lets the services trust each other and the user in. Made once, kept by <see cref="SecretsFile"/>.</summary>
internal sealed record Secrets
{
    public const string TokenPrefix = "wp_pat_";
    public const string ServerKeyPrefix = "wp_server_";
    public const string ClientKeyPrefix = "wp_client_";
    public const string WebhookPrefix = "whsec_";

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public required string AdminEmail { get; init; }

    public required string AdminPassword { get; init; }

    /// <summary>Whole, as a script sends it.</summary>
    public required string AdminToken { get; init; }

    public required string ServerKey { get; init; }

    public required string ClientKey { get; init; }

    public required string WebhookSecret { get; init; }

    public required string DataProtectionSecret { get; init; }

    public required string PostgresPassword { get; init; }

    /// <summary>Of the login that may only read the shop's events.</summary>
    public required string ReaderPassword { get; init; }

    /// <param name="given">By parameter name: used in place of what would be made.</param>
    public static Secrets New(IReadOnlyDictionary<string, string> given)
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

        string GivenOrRandom(string name, int length) => given.GetValueOrDefault(name) ?? Letters(length);
    }

    /// <summary>
    /// What the shop and the providers present can be given anew at a later start (after a key was rotated in the manager). The rest
    /// was built into the data: another password would be shown but would open nothing.
    /// </summary>
    public Secrets With(IReadOnlyDictionary<string, string> given) =>
        this with
        {
            ServerKey = given.TryGetValue(ParameterNames.ServerKey, out var serverKey) ? ServerKeyPrefix + serverKey : ServerKey,
            ClientKey = given.TryGetValue(ParameterNames.ClientKey, out var clientKey) ? ClientKeyPrefix + clientKey : ClientKey,
            WebhookSecret = given.TryGetValue(ParameterNames.WebhookSecret, out var webhook) ? WebhookPrefix + webhook : WebhookSecret,
        };

    /// <returns>The names of parameters that were given but differ from what the data was made with.</returns>
    public IEnumerable<string> Ignored(IReadOnlyDictionary<string, string> given)
    {
        var made = new Dictionary<string, string>
        {
            [ParameterNames.AdminEmail] = AdminEmail,
            [ParameterNames.AdminPassword] = AdminPassword,
            [ParameterNames.AdminToken] = AdminToken[TokenPrefix.Length..],
            [ParameterNames.DataProtectionSecret] = DataProtectionSecret,
            [ParameterNames.PostgresPassword] = PostgresPassword,
            [ParameterNames.ReaderPassword] = ReaderPassword,
        };
        return made.Where(one => given.TryGetValue(one.Key, out var asked) && asked != one.Value).Select(one => one.Key);
    }

    /// <summary>Four groups of five, easy to read out: 20 of 62 characters hold 119 bits. The usual rules want one of each kind.</summary>
    private static string Password()
    {
        string password;
        do
        {
            password = string.Join('-', Letters(20).Chunk(5).Select(group => new string(group)));
        } while (!(password.Any(char.IsAsciiDigit) && password.Any(char.IsAsciiLetterUpper) && password.Any(char.IsAsciiLetterLower)));

        return password;
    }

    private static string Letters(int count) => RandomNumberGenerator.GetString(Base62, count);
}
