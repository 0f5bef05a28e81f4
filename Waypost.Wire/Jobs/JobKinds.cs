using Waypost.Wire.Experiments;

namespace Waypost.Wire.Jobs;

/// <summary>The kinds of job that the manager queues for the stats worker: column <c>jobs.kind</c>.</summary>
public static class JobKinds
{
    /// <summary>An <see cref="AnalysisRequest"/> → an <see cref="AnalysisResult"/>.</summary>
    public const string Analysis = "analysis";

    /// <summary>An <see cref="ExposuresRequest"/> → an <see cref="ExposuresResult"/>.</summary>
    public const string Exposures = "exposures";

    /// <summary>A <see cref="NoveltyRequest"/> → a <see cref="NoveltyResult"/>.</summary>
    public const string Novelty = "novelty";

    /// <summary>An <see cref="AaTestRequest"/> → an <see cref="AaTestResult"/>.</summary>
    public const string AaTest = "aa-test";

    /// <summary>A <see cref="BreakdownRequest"/> → a <see cref="BreakdownResult"/>.</summary>
    public const string Breakdown = "breakdown";

    /// <summary>A <see cref="HoldoutRequest"/> → a <see cref="HoldoutResult"/>.</summary>
    public const string Holdout = "holdout";
}
