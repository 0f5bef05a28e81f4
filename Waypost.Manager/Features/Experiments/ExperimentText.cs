using System.Globalization;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The state of an experiment as text.</summary>
internal static class ExperimentText
{
    public static string Status(ExperimentView experiment) =>
        experiment switch
        {
            { DecisionDue: true } => "Decision due",
            { PausedAt: not null } => "Paused",
            { Status: ExperimentStatus.Running } => "Running",
            { Status: ExperimentStatus.Stopped } => "Stopped",
            _ => "Draft",
        };

    /// <summary>The kind of the symbol beside the status.</summary>
    public static string StatusKind(ExperimentView experiment) =>
        experiment switch
        {
            { DecisionDue: true } => "warn",
            { PausedAt: not null } => "warn",
            { Status: ExperimentStatus.Running } => "on",
            { Status: ExperimentStatus.Stopped } => "production",
            _ => "off",
        };

    /// <summary>What follows the status: "12 days left, until 2 Nov 2026", "since 2 Nov 2026", "on 2 Nov 2026, no winner".</summary>
    public static string StatusDetail(ExperimentView experiment, DateTimeOffset now) =>
        experiment switch
        {
            { Status: ExperimentStatus.Draft } => $"planned for {Days(experiment.PlannedDays)}",
            { StoppedAt: { } stopped } => $"on {Date(stopped)}, {Winner(experiment)}",
            { PlannedEnd: { } end } when end <= now => $"since {Date(end)}",
            { PausedAt: { } paused, PlannedEnd: { } end } => $"since {Date(paused)} (flag off), planned until {Date(end)}",
            { PlannedEnd: { } end } => (end - now).TotalDays < 1
                ? "less than a day left"
                : $"{Days((int)Math.Ceiling((end - now).TotalDays))} left, until {Date(end)}",
            _ => "",
        };

    public static string Winner(ExperimentView experiment) => experiment.Winner is { } winner ? $"winner “{winner}”" : "no winner";

    /// <summary>The weight of a variant for users that no custom assignment or rule covers, as the flag is now.</summary>
    public static int CurrentWeight(Flag flag, string variant) =>
        flag.Enabled ? ServingSummary.WeightOf(flag.Fallthrough, variant)
        : variant == flag.OffVariant ? WeightedVariant.Total
        : 0;

    /// <summary>"on 10 % → 50 %, off 90 % → 50 %": what a start changed.</summary>
    public static string ShareChanges(Flag? before, ExperimentView started) =>
        string.Join(
            ", ",
            started
                .Rollout.Where(share => before is null || share.Weight > 0 || CurrentWeight(before, share.Variant) > 0)
                .Select(share =>
                    before is null
                        ? $"{share.Variant} {Percent.Of(share.Weight)}"
                        : $"{share.Variant} {Percent.Of(CurrentWeight(before, share.Variant))} → {Percent.Of(share.Weight)}"
                )
        );

    /// <summary>What the flag served before the start.</summary>
    public static string Before(FlagBefore before) =>
        before.Enabled
            ? TargetingSummary.Describe(before.Fallthrough)
            : $"switched off (when on: {TargetingSummary.Describe(before.Fallthrough)})";

    /// <summary>"50 % on, 50 % off".</summary>
    public static string Shares(ExperimentView experiment) =>
        string.Join(
            ", ",
            experiment.Rollout.Where(share => share.Weight > 0).Select(share => $"{Percent.Of(share.Weight)} {share.Variant}")
        );

    /// <summary>"12,000 users so far (18,000 planned)"; without "so far" once it has ended.</summary>
    public static string Users(long total, long? planned, bool hasEnded) =>
        $"{NumberFormat.Count(total)} {(total == 1 ? "user" : "users")}{(hasEnded ? "" : " so far")}"
        + (planned is { } target ? $" ({NumberFormat.Count(target)} planned)" : "");

    public static string Role(MetricRole role) =>
        role switch
        {
            MetricRole.Primary => "Primary: decides",
            MetricRole.Guardrail => "Guardrail: must not get worse",
            _ => "Secondary: explains",
        };

    public static string Days(int days) => Plural.Of(days, "day", "days");

    public static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string DateAndTime(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The part of a plan's duration in which the users exposed last complete their window.</summary>
    private static string Waiting(PlanReport report) =>
        report.WindowDays is > 0 and var days
            ? $", including {MetricWindow.Length((int)Math.Round(days * 24))} in which the users exposed last complete their window"
            : "";

    /// <summary>The sample size that a plan needs, and how long it takes to reach it.</summary>
    public static string SampleSize(PlanReport report, double effect, double power)
    {
        var goal = $"To detect a change of {NumberFormat.Percent(effect)} with {NumberFormat.Percent(power)} statistical power";
        return report switch
        {
            { TotalUsers: { } users, Days: { } days } =>
                $"{goal}, you need {NumberFormat.Count(users)} users. That takes about {Days((int)Math.Max(1, Math.Ceiling(days)))}"
                    + $"{Waiting(report)}.",
            { TotalUsers: { } users } => $"{goal}, you need {NumberFormat.Count(users)} users. How long that takes is unknown "
                + "without the number of new visitors per day.",
            _ => "The sample size cannot be computed yet.",
        };
    }
}
