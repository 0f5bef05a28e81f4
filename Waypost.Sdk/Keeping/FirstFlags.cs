using System.Text.Json;
using Microsoft.Extensions.Logging;
using Waypost.Sdk.Streaming;

namespace Waypost.Sdk.Keeping;

/// <summary>What a client can evaluate before it reaches a provider: the cache file's flags, else the bootstrap's.</summary>
internal static partial class FirstFlags
{
    internal static void Load(FlagStore store, CacheFile? file, WaypostBootstrap? bootstrap, ILogger logger)
    {
        if (file?.Read(fault => Log.CacheIgnored(logger, fault)) is { } kept && store.Apply(new StreamEvent.Put(kept)) is StreamAction.Take)
        {
            return;
        }

        if (bootstrap is null)
        {
            return;
        }

        try
        {
            if (store.Apply(new StreamEvent.Put(bootstrap.Read())) is StreamAction.StartOver fault)
            {
                Log.BootstrapIgnored(logger, fault.Why);
            }
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or ObjectDisposedException)
        {
            Log.BootstrapIgnored(logger, fault.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Warning, "The cache file {Fault}; it is ignored.")]
        internal static partial void CacheIgnored(ILogger logger, string fault);

        [LoggerMessage(41, LogLevel.Warning, "The bootstrap is ignored: {Why}")]
        internal static partial void BootstrapIgnored(ILogger logger, string why);
    }
}
