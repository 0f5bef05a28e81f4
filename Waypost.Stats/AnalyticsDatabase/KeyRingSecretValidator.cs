using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// Without the manager's secret a worker would start and fail at the first stored password, so outside Development it does not start.
/// </summary>
internal sealed class KeyRingSecretValidator(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<StatsOptions>
{
    public ValidateOptionsResult Validate(string? name, StatsOptions options) =>
        SharedKeyRing.FindError(configuration[SharedKeyRing.Setting], environment) is { } error
            ? ValidateOptionsResult.Fail($"{error} Set it to the manager's value.")
            : ValidateOptionsResult.Success;
}
