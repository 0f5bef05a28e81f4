using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The users that the margin of one metric needs.</summary>
/// <param name="Metric">Display name.</param>
/// <param name="Margin">What is planned: "no harm above 2 %".</param>
/// <param name="Report">Null where it could not be computed.</param>
/// <param name="Error">Why not.</param>
public sealed record MarginPlan(string Metric, string Margin, PlanReport? Report, string? Error)
{
    /// <summary>"Page views, no harm above 5 %: 12,000 users, about 9 days."</summary>
    internal string Text =>
        $"{Metric}, {Margin}: "
        + (
            Report is { TotalUsers: { } users }
                ? $"{Ui.Results.NumberFormat.Count(users)} users"
                    + (Report.Days is { } days ? $", about {ExperimentText.Days((int)Math.Max(1, Math.Ceiling(days)))}." : ".")
            : Report is { Warnings: [var warning, ..] } ? warning.Message
            : Error ?? "cannot be computed."
        );
}
