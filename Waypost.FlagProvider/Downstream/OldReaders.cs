using System.Collections.Concurrent;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// Says once per environment that an SDK of an earlier version does not understand some of its flags. Such an SDK cannot say so itself.
/// </summary>
internal sealed partial class OldReaders(ILogger<OldReaders> logger)
{
    private readonly ConcurrentDictionary<EnvironmentKey, bool> reported = new();

    /// <summary>Called with every snapshot and patch that a client gets; cheap if there is nothing to say.</summary>
    public void Check(SchemaReader reader, EnvironmentKey environment, EnvironmentState state)
    {
        if (reader == SchemaReader.Oldest && state.NeedsNewerReader && reported.TryAdd(environment, true))
        {
            Log.OldReader(logger, environment);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "An SDK that does not know layers and holdouts uses environment {Environment}: it serves the control of their experiments to "
                + "all users and reports no exposures. Update the SDK."
        )]
        public static partial void OldReader(ILogger logger, EnvironmentKey environment);
    }
}
