namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>The health of an experiment as text.</summary>
internal static class HealthText
{
    /// <summary>The kind of the symbol beside a problem.</summary>
    public static string StatusKind(string severity) => severity == HealthFinding.Alarm ? "bad" : "warn";

    /// <summary>What a check looks at.</summary>
    public static string Name(string check) =>
        check switch
        {
            HealthCodes.NotCounted => "Nightly count",
            HealthCodes.ExposuresStopped => "Exposures by day",
            HealthCodes.SampleRatio => "Sample ratio",
            HealthCodes.SeveralVariants => "Users in several variants",
            HealthCodes.MetricDropped => "Volume of each metric",
            HealthCodes.LateEvents => "Late events",
            _ => check,
        };

    /// <summary>What it said, as a symbol and a word.</summary>
    public static (string Kind, string Text) State(string state) =>
        state switch
        {
            HealthStates.Fine => ("good", "Fine"),
            HealthStates.Problem => ("bad", "Problem"),
            _ => ("off", "Not judged"),
        };

    /// <summary>The problems that a list shows: not the sample ratio, if the count says the same.</summary>
    public static IEnumerable<ProblemSummary> Listed(ExperimentView experiment) =>
        experiment.Problems.Where(problem => problem.Check != HealthCodes.SampleRatio || experiment.Exposures?.SampleRatioWarning is null);
}
