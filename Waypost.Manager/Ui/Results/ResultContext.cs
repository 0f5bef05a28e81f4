using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>
/// The state of the experiment when its results are shown. It may have changed since the analysis, and then the advice must not
/// be to let it run.
/// </summary>
/// <param name="HasEnded">It was stopped, or its planned end has passed.</param>
/// <param name="IsOutdated">The analysis does not end where the experiment did, so a new one may decide otherwise.</param>
/// <param name="IsPaused">Its flag is switched off: there are no new exposures.</param>
public readonly record struct ResultContext(bool HasEnded, bool IsOutdated, bool IsPaused = false)
{
    public const string PausedAdvice = "The experiment is paused: switch its flag on again, or stop it.";

    /// <param name="result">The newest analysis.</param>
    /// <param name="stoppedAt">When the experiment was stopped, if it was.</param>
    /// <param name="now">When the page is shown.</param>
    /// <param name="isPaused">Whether its flag is switched off.</param>
    public static ResultContext Of(AnalysisResult result, DateTimeOffset? stoppedAt, DateTimeOffset now, bool isPaused = false)
    {
        ArgumentNullException.ThrowIfNull(result);
        return stoppedAt is { } stopped ? new(true, result.OfAllData.Window.To != stopped)
            : result.Basis == AnalysisBasis.AlwaysValid && now >= result.Planned.End ? new(true, true)
            : new(false, false, isPaused);
    }
}
