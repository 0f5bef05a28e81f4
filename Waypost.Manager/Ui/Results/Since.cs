using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>What has become of the experiment since the analysis: nothing that is over is told to run on.</summary>
/// <param name="IsOver">It was stopped, or its planned end is past.</param>
/// <param name="IsOutdated">The analysis does not end where the experiment did, so another one may say something else.</param>
/// <param name="IsPaused">Its flag is switched off: nobody meets it.</param>
public readonly record struct Since(bool IsOver, bool IsOutdated, bool IsPaused = false)
{
    public const string Paused = "It is paused: switch its flag on again, or stop it.";

    /// <param name="result">The newest analysis.</param>
    /// <param name="stoppedAt">When the experiment was stopped, if it was.</param>
    /// <param name="now">When the page is read.</param>
    /// <param name="isPaused">Whether its flag is switched off.</param>
    public static Since Of(AnalysisResult result, DateTimeOffset? stoppedAt, DateTimeOffset now, bool isPaused = false)
    {
        ArgumentNullException.ThrowIfNull(result);
        return stoppedAt is { } stopped ? new(true, result.Window.To != stopped)
            : result.Basis == Bases.AlwaysValid && now >= result.Planned.End ? new(true, true)
            : new(false, false, isPaused);
    }
}
