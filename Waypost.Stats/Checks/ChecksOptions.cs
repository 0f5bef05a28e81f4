using Microsoft.Extensions.Options;
using Waypost.Wire;

namespace Waypost.Stats.Checks;

/// <summary><c>Waypost</c>: settings that the worker shares with the manager.</summary>
internal sealed class ChecksOptions
{
    /// <summary>Secret with which the manager signs its requests.</summary>
    public string WebhookSecret { get; set; } = "";
}

internal sealed class ChecksOptionsValidator : IValidateOptions<ChecksOptions>
{
    public ValidateOptionsResult Validate(string? name, ChecksOptions options) =>
        WebhookSecret.TryParse(options.WebhookSecret, out _, out var error)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(error);
}
