using Microsoft.Extensions.Options;
using Waypost.Manager.Access;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Manager.Http;

/// <summary>The section <c>Waypost</c>, as the manager reads it.</summary>
internal sealed class ManagerOptions
{
    public const string Section = "Waypost";

    /// <summary>Signs what manager and providers say to each other.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Encrypts the Data Protection key ring at rest; at least 32 characters. Needed outside Development.</summary>
    public string? DataProtectionSecret { get; set; }

    /// <summary>Seeds the sample shop's flags, metrics and experiments on an empty database.</summary>
    public bool Demo { get; set; }

    /// <summary>
    /// With <see cref="Demo"/> and <c>ConnectionStrings:events</c>: password of the login <c>waypost_reader</c> that the shop makes for
    /// analyses.
    /// </summary>
    public string? DemoReaderPassword { get; set; }

    /// <summary>The address at which applications reach the flag providers, as the snippet beside a new SDK key names it.</summary>
    public string? ProviderUrl
    {
        get;
        set => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim().TrimEnd('/');
    }

    public BootstrapOptions Bootstrap { get; set; } = new();
}

/// <summary>What an empty database starts with.</summary>
internal sealed class BootstrapOptions
{
    public string? AdminEmail { get; set; }

    public string? AdminPassword { get; set; }

    public string? AdminToken { get; set; }

    public string? ServerKey { get; set; }

    public string? ClientKey { get; set; }
}

/// <summary>Lists every fault at once and names each setting.</summary>
internal sealed class ManagerOptionsValidator(IHostEnvironment environment) : IValidateOptions<ManagerOptions>
{
    public ValidateOptionsResult Validate(string? name, ManagerOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(ManagerOptions options)
    {
        if (!Waypost.Wire.WebhookSecret.TryParse(options.WebhookSecret, out _, out var fault))
        {
            yield return fault;
        }

        if (SharedKeyRing.Fault(options.DataProtectionSecret, environment) is { } keyRingFault)
        {
            yield return $"{keyRingFault} Make one with: openssl rand -base64 32";
        }

        if (
            options.ProviderUrl is { } provider
            && (!Uri.TryCreate(provider, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        )
        {
            yield return "Waypost:ProviderUrl must be an absolute http or https address, such as https://flags-api.example.org; it is "
                + $"\"{provider}\".";
        }

        var bootstrap = options.Bootstrap;
        if (bootstrap.AdminEmail is { Length: > 0 } email && !AccessRules.IsEmail(email))
        {
            yield return $"Waypost:Bootstrap:AdminEmail: {Sentences.Email}";
        }

        if (bootstrap.AdminToken is { Length: > 0 } && bootstrap.AdminEmail is not { Length: > 0 })
        {
            yield return "Waypost:Bootstrap:AdminToken needs Waypost:Bootstrap:AdminEmail: the token belongs to that administrator.";
        }

        if (bootstrap.AdminPassword is { Length: > 0 and < AccessRules.PasswordLength })
        {
            yield return $"Waypost:Bootstrap:AdminPassword: {AccessRules.PasswordTooShort}";
        }

        if (bootstrap.AdminToken is { Length: > 0 } token && !IsKey(token, TokenAuthentication.Prefix, 20))
        {
            yield return $"Waypost:Bootstrap:AdminToken must start with {TokenAuthentication.Prefix}, and go on with 20 or more random "
                + "letters and digits.";
        }

        if (bootstrap.ServerKey is { Length: > 0 } server && !IsKey(server, "wp_server_", 40))
        {
            yield return "Waypost:Bootstrap:ServerKey must be wp_server_ and 40 characters of A–Z, a–z, 0–9.";
        }

        if (bootstrap.ClientKey is { Length: > 0 } client && !IsKey(client, "wp_client_", 40))
        {
            yield return "Waypost:Bootstrap:ClientKey must be wp_client_ and 40 characters of A–Z, a–z, 0–9.";
        }
    }

    /// <summary>In Development a key may be short: it guards nothing.</summary>
    private bool IsKey(string text, string prefix, int length) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && (
            environment.IsDevelopment()
            || (text.Length >= prefix.Length + length && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        );
}
