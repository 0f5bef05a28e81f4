using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>The checks, in the order in which they are shown, as in the API.</summary>
internal static class HealthCodes
{
    public const string NotCounted = "not-counted";
    public const string ExposuresStopped = "exposures-stopped";
    public const string SampleRatio = "sample-ratio";
    public const string SeveralVariants = "several-variants";
    public const string MetricDropped = "metric-dropped";
    public const string LateEvents = "late-events";

    public static readonly IReadOnlyList<string> All =
    [
        NotCounted,
        ExposuresStopped,
        SampleRatio,
        SeveralVariants,
        MetricDropped,
        LateEvents,
    ];
}

/// <summary>A problem, in words.</summary>
/// <param name="Severity"><see cref="Alarm"/> or <see cref="Warning"/>.</param>
/// <param name="Title">A few words.</param>
/// <param name="Message">What is wrong, with the numbers.</param>
/// <param name="Advice">What to look at.</param>
/// <param name="Since">When it began, as far as the data shows; null = it is only known that it is so now.</param>
internal sealed record HealthFinding(string Severity, string Title, string Message, string Advice, DateTimeOffset? Since)
{
    /// <summary>Results cannot be trusted, or data is lost, until it is solved.</summary>
    public const string Alarm = "alarm";

    /// <summary>Numbers are less complete than they look.</summary>
    public const string Warning = "warning";
}

/// <summary>What a check says of the experiment, or of one of its metrics.</summary>
/// <param name="Code">One of <see cref="HealthCodes"/>.</param>
/// <param name="Metric">Key of the metric; empty for the experiment.</param>
/// <param name="Finding">Null = no problem, or not judged.</param>
/// <param name="Note">Why it is not judged, or why nothing is expected.</param>
/// <param name="IsJudged">A problem that cannot be judged stays open.</param>
internal sealed record HealthVerdict(string Code, string Metric, HealthFinding? Finding, string? Note = null, bool IsJudged = true)
{
    public static HealthVerdict NotJudged(string code, string metric, string why) => new(code, metric, null, why, IsJudged: false);

    /// <summary>One state for each check, of all its verdicts.</summary>
    public static IReadOnlyList<HealthCheckState> StatesOf(IReadOnlyList<HealthVerdict> verdicts) =>
        [.. HealthCodes.All.Select(code => StateOf(code, [.. verdicts.Where(verdict => verdict.Code == code)]))];

    private static HealthCheckState StateOf(string code, List<HealthVerdict> verdicts)
    {
        if (verdicts.Exists(verdict => verdict.Finding is not null))
        {
            return new(code, HealthStates.Problem, null);
        }

        var notJudged = verdicts.Where(verdict => !verdict.IsJudged).ToList();
        if (verdicts.Count == 0 || notJudged.Count == verdicts.Count)
        {
            return new(code, HealthStates.NotJudged, notJudged.FirstOrDefault()?.Note ?? "The experiment has no metrics.");
        }

        var note =
            notJudged.Count == 0
                ? verdicts.Find(verdict => verdict.Note is not null)?.Note
                : $"Not judged: {string.Join(' ', notJudged.Select(one => $"{Subject(one)}: {one.Note}"))}";
        return new(code, HealthStates.Fine, note);
    }

    private static string Subject(HealthVerdict verdict) => verdict.Metric.Length > 0 ? verdict.Metric : "exposures";
}

/// <summary>The states of a check, as in the API.</summary>
internal static class HealthStates
{
    public const string Fine = "fine";
    public const string Problem = "problem";
    public const string NotJudged = "notJudged";
}
