using Microsoft.Extensions.Options;
using Waypost.Wire;

namespace Waypost.Stats.Checks;

/// <summary><c>Waypost</c>: what the worker shares with the manager.</summary>
internal sealed class ChecksOptions
{
    /// <summary>What the manager's questions are signed with.</summary>
    public string WebhookSecret { get; set; } = "";
}

internal sealed class ChecksOptionsValidator : IValidateOptions<ChecksOptions>
{
    public ValidateOptionsResult Validate(string? name, ChecksOptions options) =>
        WebhookSecret.TryParse(options.WebhookSecret, out _, out var fault)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(fault);
}
