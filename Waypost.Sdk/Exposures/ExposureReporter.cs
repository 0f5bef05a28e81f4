using Microsoft.Extensions.Logging;
using Waypost.Flags;

namespace Waypost.Sdk.Exposures;

/// <summary>Calls <see cref="WaypostOptions.OnExposure"/> once per user, experiment and variant within the window.</summary>
internal sealed partial class ExposureReporter(Action<Exposure> report, WaypostOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly ExposureMemory memory = new(options.ExposureMemory, options.ExposureWindow, time);
    private long complainedAt = long.MinValue;

    /// <summary>
    /// Called for every evaluation of a flag under experiment; costs one lookup where the exposure is known. Never throws.
    /// </summary>
    internal void Met(Snapshot flags, string flag, long experiment, string variant, string user)
    {
        if (memory.IsNew(user, experiment, variant))
        {
            Report(flags, flag, experiment, variant, user);
        }
    }

    // Apart from Met, which would otherwise make the closure below for every evaluation.
    private void Report(Snapshot flags, string flag, long experiment, string variant, string user)
    {
        try
        {
            var control = flags.Flags.Last(candidate => candidate?.Key == flag).Experiment!.Control;
            report(new(experiment, flag, variant, control, user, time.GetUtcNow()));
            Instruments.CountExposure(delivered: true);
        }
#pragma warning disable CA1031 // The application's own code, called from an evaluation, which never throws.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            memory.Forget(user, experiment, variant);
            Instruments.CountExposure(delivered: false);
            Complain(fault);
        }
    }

    /// <summary>At most once a minute: a broken callback would otherwise write a line for every evaluation.</summary>
    private void Complain(Exception fault)
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref complainedAt);
        if (
            (last == long.MinValue || time.GetElapsedTime(last, now) >= Quiet)
            && Interlocked.CompareExchange(ref complainedAt, now, last) == last
        )
        {
            Log.Failed(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            50,
            LogLevel.Error,
            "OnExposure threw; the exposure is offered again at the user's next evaluation. Said at most once a minute."
        )]
        internal static partial void Failed(ILogger logger, Exception fault);
    }
}
