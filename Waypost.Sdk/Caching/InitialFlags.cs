using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Waypost.Sdk.Caching;

/// <summary>The flags a client can evaluate before it reaches a provider: from the cache file, else from the bootstrap.</summary>
internal static partial class InitialFlags
{
    internal static void Load(FlagStore store, CacheFile? file, WaypostBootstrap? bootstrap, ILogger logger)
    {
        if (file?.Read(problem => Log.CacheIgnored(logger, problem)) is { } cached && store.TryReplace(cached, out _))
        {
            return;
        }

        if (bootstrap is null)
        {
            return;
        }

        try
        {
            if (!store.TryReplace(bootstrap.Read(), out var problem))
            {
                Log.BootstrapIgnored(logger, problem);
            }
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or NotSupportedException
                        or ObjectDisposedException
            )
        {
            Log.BootstrapIgnored(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Warning, "The cache file was ignored: {Problem}.")]
        internal static partial void CacheIgnored(ILogger logger, string problem);

        [LoggerMessage(41, LogLevel.Warning, "The bootstrap was ignored: {Problem}")]
        internal static partial void BootstrapIgnored(ILogger logger, string problem);
    }
}
