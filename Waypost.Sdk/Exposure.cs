namespace Waypost.Sdk;

/// <summary>A user was exposed to an experiment. Write exposures to your analytics database, where Waypost's analyses read them.</summary>
/// <param name="ExperimentId">The experiment's id.</param>
/// <param name="FlagKey">The flag that was evaluated.</param>
/// <param name="Variant">The variant the user got.</param>
/// <param name="Control">The experiment's control variant.</param>
/// <param name="TargetingKey">The user id that was passed to the evaluation.</param>
/// <param name="Timestamp">Time of the evaluation, in UTC.</param>
public sealed record Exposure(
    long ExperimentId,
    string FlagKey,
    string Variant,
    string Control,
    string TargetingKey,
    DateTimeOffset Timestamp
)
{
    /// <summary>False if the user got the control, else true.</summary>
    public bool Treatment => !string.Equals(Variant, Control, StringComparison.Ordinal);

    /// <summary>The experiment and the variant, without the user id, so that it is safe to log.</summary>
    public override string ToString() => $"experiment {ExperimentId}: {Variant}";
}
