using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Data;

/// <summary>
/// The Aspire parameters that can be set (<c>--Parameters:admin-email a@b.c</c>), and the rules for their values.
/// </summary>
internal static partial class ParameterNames
{
    public const string AdminEmail = "admin-email";
    public const string AdminPassword = "admin-password";
    public const string AdminToken = "admin-token";
    public const string ServerKey = "server-key";
    public const string ClientKey = "client-key";
    public const string WebhookSecret = "webhook-secret";
    public const string DataProtectionSecret = "data-protection-secret";
    public const string PostgresPassword = "postgres-password";
    public const string ReaderPassword = "reader-password";

    public static readonly IReadOnlyList<string> All =
    [
        AdminEmail,
        AdminPassword,
        AdminToken,
        ServerKey,
        ClientKey,
        WebhookSecret,
        DataProtectionSecret,
        PostgresPassword,
        ReaderPassword,
    ];

    /// <summary>The parameters that are set, by name.</summary>
    /// <exception cref="StartException">Has a sentence for each invalid value, without the value, which may be secret.</exception>
    public static IReadOnlyDictionary<string, string> Given(IConfiguration configuration)
    {
        var given = All.Where(name => configuration[$"Parameters:{name}"] is { Length: > 0 })
            .ToDictionary(name => name, name => configuration[$"Parameters:{name}"]!);
        var errors = given.Select(parameter => Error(parameter.Key, parameter.Value)).OfType<string>().ToList();
        return errors.Count == 0 ? given : throw new StartException([.. errors]);
    }

    private static string? Error(string name, string value) =>
        name switch
        {
            AdminEmail when !value.Contains('@', StringComparison.Ordinal) => $"--Parameters:{name} must be an e-mail address.",
            AdminToken when !Base62().IsMatch(value) => InvalidKey(name, Secrets.TokenPrefix),
            ServerKey when !Base62().IsMatch(value) => InvalidKey(name, Secrets.ServerKeyPrefix),
            ClientKey when !Base62().IsMatch(value) => InvalidKey(name, Secrets.ClientKeyPrefix),
            WebhookSecret when !IsWebhookSecret(value) =>
                $"--Parameters:{name} must be base64 of at least 32 bytes, without {Secrets.WebhookPrefix}: 44 letters and "
                    + "digits, for example.",
            DataProtectionSecret when value.Length < 32 => $"--Parameters:{name} must have at least 32 characters.",
            _ => null,
        };

    private static string InvalidKey(string name, string prefix) => $"--Parameters:{name} must be 40 letters and digits, without {prefix}.";

    private static bool IsWebhookSecret(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var length) && length >= 32;
    }

    [GeneratedRegex("^[0-9A-Za-z]{40}$")]
    private static partial Regex Base62();
}
