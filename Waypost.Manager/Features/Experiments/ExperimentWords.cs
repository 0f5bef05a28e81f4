using System.Globalization;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>How an experiment stands, in words.</summary>
internal static class ExperimentWords
{
    /// <summary>What follows the status: "12 days left", "since 2 Nov 2026", "on 2 Nov 2026".</summary>
    public static string Standing(ExperimentView experiment, DateTimeOffset now) =>
        experiment switch
        {
            { Status: ExperimentStatus.Draft } => $"for {Days(experiment.PlannedDays)}",
            { StoppedAt: { } stopped } => $"on {Day(stopped)}{(experiment.Winner is { } winner ? $", winner “{winner}”" : ", no winner")}",
            { PlannedEnd: { } end } when end <= now => $"since {Day(end)}",
            { PausedAt: { } paused, PlannedEnd: { } end } => $"since {Day(paused)}, the flag is off; planned until {Day(end)}",
            { PlannedEnd: { } end } => (end - now).TotalDays < 1
                ? "ends within a day"
                : $"{Days((int)Math.Ceiling((end - now).TotalDays))} left, until {Day(end)}",
            _ => "",
        };

    /// <summary>The share of a variant among those whom no assignment or rule decides for, as the flag stands.</summary>
    public static int Now(Flag flag, string variant) =>
        flag.Enabled ? ServingSummary.WeightOf(flag.Fallthrough, variant)
        : variant == flag.OffVariant ? WeightedVariant.Total
        : 0;

    /// <summary>"on 10 % → 50 %, off 90 % → 50 %": what a start changed.</summary>
    public static string FromTo(Flag? before, ExperimentView started) =>
        string.Join(
            ", ",
            started
                .Rollout.Where(share => before is null || share.Weight > 0 || Now(before, share.Variant) > 0)
                .Select(share =>
                    before is null
                        ? $"{share.Variant} {Percent.Of(share.Weight)}"
                        : $"{share.Variant} {Percent.Of(Now(before, share.Variant))} → {Percent.Of(share.Weight)}"
                )
        );

    /// <summary>What everybody got before the start, in words.</summary>
    public static string Before(FlagBefore before) =>
        before.Enabled
            ? TargetingSummary.Describe(before.Fallthrough)
            : $"switched off, {TargetingSummary.Describe(before.Fallthrough)} when on";

    public static string Shares(ExperimentView experiment) =>
        string.Join(
            ", ",
            experiment.Rollout.Where(share => share.Weight > 0).Select(share => $"{Percent.Of(share.Weight)} {share.Variant}")
        );

    /// <summary>"12,000 users so far of 18,000 planned"; once it is over, or has all it planned, no longer "so far of".</summary>
    public static string Users(long total, long? planned, bool isOver)
    {
        var users = $"{Figures.Count(total)} {(total == 1 ? "user" : "users")}{(isOver ? "" : " so far")}";
        return planned is not { } wanted ? users
            : isOver || total >= wanted ? $"{users}, {Figures.Count(wanted)} planned"
            : $"{users} of {Figures.Count(wanted)} planned";
    }

    /// <summary>Kind of the shape beside the status.</summary>
    public static string Kind(ExperimentView experiment) =>
        experiment switch
        {
            { DecisionDue: true } => "warn",
            { PausedAt: not null } => "warn",
            { Status: ExperimentStatus.Running } => "on",
            { Status: ExperimentStatus.Stopped } => "production",
            _ => "off",
        };

    public static string Status(ExperimentView experiment) =>
        experiment switch
        {
            { DecisionDue: true } => "Decision due",
            { PausedAt: not null } => "Paused",
            { Status: ExperimentStatus.Running } => "Running",
            { Status: ExperimentStatus.Stopped } => "Finished",
            _ => "Planned",
        };

    public static string Role(MetricRole role) =>
        role switch
        {
            MetricRole.Primary => "Primary: decides",
            MetricRole.Guardrail => "Guardrail: no harm",
            _ => "Secondary: explains",
        };

    public static string Days(int days) => Plural.Of(days, "day", "days");

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What a plan comes to, for somebody who has to choose a duration.</summary>
    public static string Plan(PlanReport report, double effect, double power) =>
        report switch
        {
            { TotalUsers: { } users, Days: { } days } =>
                $"For a chance of {Figures.Share(power)} to find a change of {Figures.Share(effect)} it takes "
                    + $"{Figures.Count(users)} users, who come in about {Days((int)Math.Max(1, Math.Ceiling(days)))}.",
            { TotalUsers: { } users } => $"For a chance of {Figures.Share(power)} to find a change of {Figures.Share(effect)} it takes "
                + $"{Figures.Count(users)} users. How long that takes cannot be told without the visitors a day.",
            _ => "How many users it takes cannot be told yet.",
        };
}
