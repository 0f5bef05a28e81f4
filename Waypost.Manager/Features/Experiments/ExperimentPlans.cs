using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Turns a request into a plan: the flag, its variants and the metrics must exist.</summary>
internal static class ExperimentPlans
{
    /// <param name="known">Metrics the experiment already uses; deleted ones may stay.</param>
    /// <param name="keepsKnown">
    /// Whether a key means the metric the experiment already uses, even if that was deleted and another one has its key now.
    /// </param>
    public static async Task<Outcome<(FlagSettings Settings, ExperimentPlan Plan)>> ReadAsync(
        ChangeSet change,
        ExperimentRequest request,
        IReadOnlyList<MetricUse> known,
        bool keepsKnown,
        CancellationToken cancellationToken
    )
    {
        var settings = await change
            .Db.FlagSettings.Include(s => s.Flag)
            .SingleOrDefaultAsync(
                s => s.Flag.ProjectId == change.Project.Id && s.Flag.Key == request.Flag && s.Environment.Key == request.Environment,
                cancellationToken
            );
        if (settings is null)
        {
            return change.Environments.Any(e => string.Equals(e.Key, request.Environment, StringComparison.OrdinalIgnoreCase))
                ? Refusal.Invalid.Field("flag", $"Project '{change.Project.Key}' has no flag '{request.Flag}'.")
                : Refusal.Invalid.Field("environment", $"Project '{change.Project.Key}' has no environment '{request.Environment}'.");
        }

        var control = request.Control ?? settings.OffVariant;
        if (
            !ExperimentRollout
                .Of(request.Rollout, request.PercentTested, control, [.. settings.Flag.Variants.Keys])
                .Succeeded(out var rollout, out var refusal)
        )
        {
            return refusal;
        }

        if (!(await MetricsAsync(change, request, known, keepsKnown, cancellationToken)).Succeeded(out var metrics, out refusal))
        {
            return refusal;
        }

        return (
            settings,
            new ExperimentPlan
            {
                Name = request.Name!.Trim(),
                Description = request.Description?.Trim() ?? "",
                Hypothesis = request.Hypothesis?.Trim() ?? "",
                Control = control,
                Rollout = rollout,
                PlannedDays = request.PlannedDays ?? ExperimentRequest.Validator.DefaultDays,
                PlannedUsers = request.PlannedUsers,
                Metrics = metrics,
                CupedDays = request.CupedDays,
                GuardrailStop = request.GuardrailStop is true,
            }
        );
    }

    private static async Task<Outcome<IReadOnlyList<MetricUse>>> MetricsAsync(
        ChangeSet change,
        ExperimentRequest request,
        IReadOnlyList<MetricUse> known,
        bool keepsKnown,
        CancellationToken cancellationToken
    )
    {
        var keys = request.Metrics ?? [];
        var kept = known.Select(m => m.MetricId).ToList();
        // Of a deleted metric and an existing one with the same key, a started experiment keeps the one it has measured.
        var rows = (
            await change
                .Db.Metrics.Where(m =>
                    m.ProjectId == change.Project.Id && keys.Contains(m.Key) && (m.DeletedAt == null || kept.Contains(m.Id))
                )
                .OrderBy(m => keepsKnown ? !kept.Contains(m.Id) : m.DeletedAt != null)
                .ToListAsync(cancellationToken)
        )
            .DistinctBy(m => m.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(m => m.Key, StringComparer.OrdinalIgnoreCase);
        if (keys.FirstOrDefault(k => !rows.ContainsKey(k)) is { } missing)
        {
            return Refusal.Invalid.Field("metrics", $"Project '{change.Project.Key}' has no metric '{missing}'. Create it first.");
        }

        return keys.FirstOrDefault(k => rows[k].CheckState == MetricCheck.Failing && request.RoleOf(k) == MetricRole.Primary) is { } failing
                ? Refusal.Invalid.Field(
                    "roles",
                    $"The query of metric '{failing}' fails, so it cannot be primary. Fix the query, or give the metric another role."
                )
            : keys.Select(k => (Key: k, Fault: request.MarginOf(k)?.FindFault(rows[k].ToDefinition())))
                .FirstOrDefault(margin => margin.Fault is not null)
                is { Fault: { } fault } wrong
                ? Refusal.Invalid.Field($"margins.{wrong.Key}", fault)
            : keys.Select(k => new MetricUse(rows[k].Id, request.RoleOf(k), request.MarginOf(k))).ToList();
    }
}
