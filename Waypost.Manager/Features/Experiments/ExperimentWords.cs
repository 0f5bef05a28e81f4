using System.Globalization;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>How an experiment stands, in words.</summary>
internal static class ExperimentWords
{
    /// <summary>What follows the status: "12 days left", "since 2 Nov 2026", "on 2 Nov 2026".</summary>
    public static string Standing(ExperimentView experiment, DateTimeOffset now) => experiment switch
    {
        { Status: ExperimentStatus.Draft } => $"for {Days(experiment.PlannedDays)}",
        { StoppedAt: { } stopped } => $"on {Day(stopped)}{(experiment.Winner is { } winner ? $", winner “{winner}”" : ", no winner")}",
        { PlannedEnd: { } end } when end <= now => $"since {Day(end)}",
        { PlannedEnd: { } end } => (end - now).TotalDays < 1 ? "ends within a day" : $"{Days((int)Math.Ceiling((end - now).TotalDays))} left, until {Day(end)}",
        _ => "",
    };

    public static string Shares(ExperimentView experiment) =>
        string.Join(", ", experiment.Rollout.Where(share => share.Weight > 0).Select(share => $"{Percent.Of(share.Weight)} {share.Variant}"));

    /// <summary>Kind of the shape beside the status.</summary>
    public static string Kind(ExperimentView experiment) => experiment switch
    {
        { DecisionDue: true } => "warn",
        { Status: ExperimentStatus.Running } => "on",
        { Status: ExperimentStatus.Stopped } => "production",
        _ => "off",
    };

    public static string Status(ExperimentView experiment) => experiment switch
    {
        { DecisionDue: true } => "Decision due",
        { Status: ExperimentStatus.Running } => "Running",
        { Status: ExperimentStatus.Stopped } => "Finished",
        _ => "Planned",
    };

    public static string Role(MetricRole role) => role switch
    {
        MetricRole.Primary => "Primary: decides",
        MetricRole.Guardrail => "Guardrail: no harm",
        _ => "Secondary: explains",
    };

    public static string Days(int days) => Serving.Count(days, "day", "days");

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>What a plan comes to, for somebody who has to choose a duration.</summary>
    public static string Plan(PlanReport report, double effect, double power) => report switch
    {
        { TotalUsers: { } users, Days: { } days } => $"For a chance of {Figures.Share(power)} to find a change of {Figures.Share(effect)} it takes {Figures.Count(users)} users, who come in about {Days((int)Math.Max(1, Math.Ceiling(days)))}.",
        { TotalUsers: { } users } => $"For a chance of {Figures.Share(power)} to find a change of {Figures.Share(effect)} it takes {Figures.Count(users)} users. How long that takes cannot be told without the visitors a day.",
        _ => "How many users it takes cannot be told yet.",
    };
}
