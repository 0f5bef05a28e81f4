using Waypost.FlagProvider.Store;
using Waypost.ServiceDefaults;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary>What this replica says of itself when it registers.</summary>
internal sealed class ThisReplica(
    FlagStore store,
    KeyStore keys,
    StreamCount streams,
    CallbackUrl callbackUrl,
    IConfiguration configuration
)
{
    private readonly string instanceId = InstanceId.Current(configuration);

    public ProviderRegistration Describe() =>
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
