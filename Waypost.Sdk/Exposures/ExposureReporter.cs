using Microsoft.Extensions.Logging;
using Waypost.Flags;

namespace Waypost.Sdk.Exposures;

/// <summary>Calls <see cref="WaypostOptions.OnExposure"/> once per user, experiment and variant within the window.</summary>
internal sealed partial class ExposureReporter(Action<Exposure> onExposure, WaypostOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly RecentExposures recent = new(options.ExposureMemory, options.ExposureWindow, time);
    private long loggedAt = long.MinValue;

    /// <summary>
    /// Called for every evaluation that an experiment decided; costs one lookup if the exposure was already reported. Never throws.
    /// </summary>
    internal void ReportOnce(Snapshot snapshot, string flag, long experimentId, string variant, string userId)
    {
        if (recent.TryAdd(userId, experimentId, variant))
        {
            Report(snapshot, flag, experimentId, variant, userId);
        }
    }

    // A separate method, because its closure would otherwise be allocated for every evaluation.
    private void Report(Snapshot snapshot, string flag, long experimentId, string variant, string userId)
    {
        try
        {
            var control = snapshot.Flags.Last(candidate => candidate?.Key == flag).Experiment!.Control;
            onExposure(new(experimentId, flag, variant, control, userId, time.GetUtcNow()));
            Instruments.CountExposure(delivered: true);
        }
#pragma warning disable CA1031 // Application code, called from an evaluation, which must never throw.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            recent.Remove(userId, experimentId, variant);
            Instruments.CountExposure(delivered: false);
            LogFailure(exception);
        }
    }

    /// <summary>Logs at most once a minute: a broken callback would otherwise write a line for every evaluation.</summary>
    private void LogFailure(Exception exception)
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref loggedAt);
        if (
            (last == long.MinValue || time.GetElapsedTime(last, now) >= LogInterval)
            && Interlocked.CompareExchange(ref loggedAt, now, last) == last
        )
        {
            Log.CallbackFailed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            50,
            LogLevel.Error,
            "OnExposure threw an exception. The exposure is reported again at the user's next evaluation. Logged at most once a minute."
        )]
        internal static partial void CallbackFailed(ILogger logger, Exception exception);
    }
}
