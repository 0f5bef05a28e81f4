using Microsoft.Extensions.Options;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Setup;

/// <summary>Reports every invalid setting of the first start at once, by name.</summary>
internal sealed class BootstrapOptionsValidator(IHostEnvironment environment) : IValidateOptions<ManagerOptions>
{
    public ValidateOptionsResult Validate(string? name, ManagerOptions options)
    {
        var faults = Faults(options.Bootstrap).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(BootstrapOptions bootstrap)
    {
        if (bootstrap.AdminEmail is { Length: > 0 } email && !AccessRules.IsEmail(email))
        {
            yield return $"Waypost:Bootstrap:AdminEmail: {ValidationMessages.Email}";
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
            yield return $"Waypost:Bootstrap:AdminToken must be {TokenAuthentication.Prefix} followed by 20 or more random "
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

    /// <summary>In Development a key may be short.</summary>
    private bool IsKey(string text, string prefix, int length) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && (
            environment.IsDevelopment()
            || (text.Length >= prefix.Length + length && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        );
}
