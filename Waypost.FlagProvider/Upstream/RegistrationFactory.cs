using Waypost.FlagProvider.Store;
using Waypost.ServiceDefaults;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary>Creates the registration that this replica sends to the manager.</summary>
internal sealed class RegistrationFactory(
    FlagStore store,
    SdkKeyStore keys,
    StreamCount streams,
    CallbackUrl callbackUrl,
    IConfiguration configuration
)
{
    private readonly string instanceId = InstanceId.Current(configuration);

    public ProviderRegistration Create() =>
        new()
        {
            InstanceId = instanceId,
            CallbackUrl = callbackUrl.Current,
            Versions = store
                .Environments.Where(environment => environment.Current is not null)
                .ToDictionary(environment => environment.Key.ToString(), environment => environment.Current!.Id),
            KeysVersion = keys.Current?.Version,
            Connections = streams.Current,
        };
}
