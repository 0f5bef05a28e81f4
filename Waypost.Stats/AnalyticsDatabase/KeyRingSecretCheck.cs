using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// Without the manager's secret a worker starts well and fails at the first stored password; outside Development it does not start.
/// </summary>
internal sealed class KeyRingSecretCheck(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<StatsOptions>
{
    public ValidateOptionsResult Validate(string? name, StatsOptions options) =>
        SharedKeyRing.Fault(configuration[SharedKeyRing.Setting], environment) is { } fault
            ? ValidateOptionsResult.Fail($"{fault} Give the stats worker the manager's.")
            : ValidateOptionsResult.Success;
}
