using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Why a comparison cannot be judged by its margin.</summary>
internal static class MarginWarnings
{
    public static readonly AnalysisWarning SampleRatio = new(
        "sample-ratio-alert",
        "Users are not split as planned, so the margin says nothing until the cause is known."
    );

    public static readonly AnalysisWarning NoControlMean = new(
        "control-mean-zero",
        "The control's mean is not above 0, so there is no margin relative to it. Use an absolute margin in the next experiment."
    );

    public static readonly AnalysisWarning Unbounded = new(
        "unbounded-lift",
        "The control's mean may be 0, so the relative difference has no finite interval to compare with the margin. Wait for more users, "
            + "or use an absolute margin in the next experiment."
    );

    public static readonly AnalysisWarning NotFinite = new(
        "not-finite",
        "The values are too large to compute with, or do not vary, so there is no interval to compare with the margin."
    );

    public static readonly AnalysisWarning TooFewEvents = new(
        "too-few-events",
        "There are too few users with the event, or without it, in one of the variants to judge the margin reliably. Wait for more users, "
            + "or give the smaller variant a larger share in the next experiment."
    );

    public static AnalysisWarning TooFewUsers(long needed, long users) =>
        new(
            "too-few-users",
            string.Create(
                CultureInfo.InvariantCulture,
                $"A margin is judged from {needed} users in every variant on, and one has {users:N0}."
            )
        );

    public static AnalysisWarning NoInterval(MetricDefinition metric) =>
        new("no-interval", $"There is no interval of {metric.Name} to compare with the margin; the metric's other notes say why.");
}
