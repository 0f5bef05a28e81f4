namespace Waypost.Sdk;

/// <summary>One user met one experiment. Write these to your events database; Waypost's exposures query reads them there.</summary>
/// <param name="ExperimentId">The experiment's id.</param>
/// <param name="FlagKey">The flag that was evaluated.</param>
/// <param name="Variant">The variant the user got.</param>
/// <param name="Control">The variant that is the control.</param>
/// <param name="TargetingKey">The user's id, as it was given to the evaluation.</param>
/// <param name="Timestamp">When, in UTC.</param>
public sealed record Exposure(
    long ExperimentId,
    string FlagKey,
    string Variant,
    string Control,
    string TargetingKey,
    DateTimeOffset Timestamp
)
{
    /// <summary>True unless the user got the control.</summary>
    public bool Treatment => !string.Equals(Variant, Control, StringComparison.Ordinal);

    /// <summary>Names the experiment and the variant, never the user: it may end up in a log.</summary>
    public override string ToString() => $"experiment {ExperimentId}: {Variant}";
}
