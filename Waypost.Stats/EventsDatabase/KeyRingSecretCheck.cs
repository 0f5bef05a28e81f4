using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults.KeyRing;

namespace Waypost.Stats.EventsDatabase;

/// <summary>Without the manager's secret a worker starts well and fails at the first stored password; outside Development it does not start.</summary>
sealed class KeyRingSecretCheck(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<StatsOptions>
{
    const int Shortest = 32;

    public ValidateOptionsResult Validate(string? name, StatsOptions options) =>
        environment.IsDevelopment() || (configuration[SharedKeyRing.Setting]?.Length ?? 0) >= Shortest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{SharedKeyRing.Setting} is missing or shorter than {Shortest} characters. Give the stats worker the manager's.");
}
