using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Manager.Core;

/// <summary>Reports every invalid setting at once, by name. Features/Setup checks the section <c>Bootstrap</c>.</summary>
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

        if (SharedKeyRing.FindError(options.DataProtectionSecret, environment) is { } keyRingFault)
        {
            yield return $"{keyRingFault} Create one with: openssl rand -base64 32";
        }

        if (
            options.ProviderUrl is { } provider
            && (!Uri.TryCreate(provider, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        )
        {
            yield return "Waypost:ProviderUrl must be an absolute http or https address, such as https://flags-api.example.org; it is "
                + $"\"{provider}\".";
        }
    }
}
