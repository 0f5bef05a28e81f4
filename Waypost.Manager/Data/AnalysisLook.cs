namespace Waypost.Manager.Data;

/// <summary>
/// What one analysis showed of one metric and variant, kept when the analysis itself is deleted. Written by the database in the
/// transaction that stores the analysis' result, whichever worker stores it (Migrations/AnalysisLooks.cs). Never updated.
/// </summary>
internal sealed class AnalysisLook
{
    public long ExperimentId { get; private set; }

    /// <summary>The number of the analysis.</summary>
    public int Number { get; private set; }

    public string Metric { get; private set; } = "";

    public string Variant { get; private set; } = "";

    /// <summary>
    /// One of <see cref="Wire.Experiments.AnalysisBasis"/>. An analysis after the planned end has both: the planned period and all data.
    /// </summary>
    public string Basis { get; private set; } = "";

    public int Phase { get; private set; }

    public string Control { get; private set; } = "";

    public DateTimeOffset AnalyzedAt { get; private set; }

    /// <summary>End of the analysed period.</summary>
    public DateTimeOffset DataUntil { get; private set; }

    /// <summary>When the experiment was planned to end.</summary>
    public DateTimeOffset PlannedEnd { get; private set; }

    public long? Users { get; private set; }

    public long? ControlUsers { get; private set; }

    public double? Mean { get; private set; }

    public double? ControlMean { get; private set; }

    public double? Difference { get; private set; }

    /// <summary>Relative to the control.</summary>
    public double? Lift { get; private set; }

    /// <summary>The always-valid interval of the difference.</summary>
    public double? DifferenceLow { get; private set; }

    public double? DifferenceHigh { get; private set; }

    /// <summary>The always-valid interval of the lift.</summary>
    public double? LiftLow { get; private set; }

    public double? LiftHigh { get; private set; }

    /// <summary>The always-valid p-value of this look.</summary>
    public double? AlwaysValidP { get; private set; }

    /// <summary>Of the fixed test, adjusted for several metrics; only with the basis "fixed".</summary>
    public double? FixedP { get; private set; }

    /// <summary>The fixed interval of the lift; only with the basis "fixed".</summary>
    public double? FixedLow { get; private set; }

    public double? FixedHigh { get; private set; }

    /// <summary>As the API writes it.</summary>
    public string Decision { get; private set; } = "";
}
