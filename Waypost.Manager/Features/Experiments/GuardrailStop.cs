using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Switches the flag of a running experiment off when its newest analysis shows, always valid, that a guardrail got worse, and its plan
/// asks for that. Everyone then gets the control, and the experiment is paused. Once per phase: whoever switches the flag on again has
/// decided.
/// </summary>
internal sealed partial class GuardrailStop(IDbContextFactory<ManagerDb> databases, Changes changes, ILogger<GuardrailStop> logger)
{
    /// <summary>As <see cref="Decision.Worse"/> is written.</summary>
    private const string Worse = "worse";

    private static readonly Actor actor = new("waypost (guardrail stop)", Roles.Admin, null);

    /// <summary>Looks at every experiment that asks for it; returns how many it paused.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var candidates = await db
            .Experiments.AsNoTracking()
            .Include(e => e.Environment)
            .Where(e =>
                e.Status == ExperimentStatus.Running
                && e.GuardrailStop
                && e.GuardrailAlarm == null
                && db.AnalysisLooks.Any(l =>
                    l.ExperimentId == e.Id && l.Phase == e.Phase && l.Basis == AnalysisBasis.AlwaysValid && l.Decision == Worse
                )
            )
            .OrderBy(e => e.Id)
            .ToListAsync(cancellationToken);
        var paused = 0;
        foreach (var candidate in candidates)
        {
            if (!candidate.IsPaused && await FindLookAsync(db, candidate, cancellationToken) is not null)
            {
                var project = await db.Projects.Where(p => p.Id == candidate.ProjectId).Select(p => p.Key).SingleAsync(cancellationToken);
                paused += await PauseAsync(project, candidate, cancellationToken);
            }
        }

        return paused;
    }

    /// <summary>Everything is checked again under the environment's lock: another manager, or a person, may have been first.</summary>
    private async Task<int> PauseAsync(string project, Experiment candidate, CancellationToken cancellationToken)
    {
        var outcome = await changes.ApplyAsync<GuardrailAlarm?>(
            project,
            candidate.Environment.Key,
            actor,
            async (change, token) =>
            {
                var experiment = await change
                    .Db.Experiments.Include(e => e.Environment)
                    .SingleOrDefaultAsync(e => e.Id == candidate.Id && e.EnvironmentId == change.Environment.Id, token);
                if (
                    experiment is not { IsRunning: true, IsPaused: false, GuardrailStop: true, GuardrailAlarm: null }
                    || await FindLookAsync(change.Db, experiment, token) is not { } look
                    || await ExperimentFlag.FindAsync(change, experiment, token) is not { Enabled: true } settings
                    || settings.Experiment?.Id != experiment.Id
                )
                {
                    return (GuardrailAlarm?)null;
                }

                var alarm = new GuardrailAlarm(change.At, look.Metric, look.Variant, look.Number, look.AlwaysValidP);
                experiment.Raise(alarm, change.Actor.Name);
                ExperimentFlag.SwitchOff(change, experiment, settings);
                change.Log(
                    AuditEntryTypes.ExperimentPausedByGuardrail,
                    experiment.Flag,
                    experiment.Environment,
                    JsonSerializer.SerializeToElement(new { experiment.Id }, JsonBody.Options),
                    JsonSerializer.SerializeToElement(
                        new
                        {
                            experiment.Id,
                            experiment.Name,
                            alarm.Metric,
                            alarm.Variant,
                            alarm.Analysis,
                            alarm.PValue,
                        },
                        JsonBody.Options
                    )
                );
                return alarm;
            },
            cancellationToken
        );
        // Null without a refusal: somebody else was first.
        if (!outcome.Succeeded(out var raised, out _) || raised is null)
        {
            return 0;
        }

        Log.Paused(logger, candidate.Id, raised.Metric, raised.Variant, raised.Analysis, candidate.Environment.Key);
        return 1;
    }

    /// <summary>
    /// The harm that the newest analysis of the phase shows, unless the flag was switched on again after it. Of several, the one with the
    /// smallest p-value.
    /// </summary>
    private static async Task<AnalysisLook?> FindLookAsync(ManagerDb db, Experiment experiment, CancellationToken cancellationToken)
    {
        var ids = experiment.Metrics.Where(m => m.Role == MetricRole.Guardrail).Select(m => m.MetricId).ToList();
        var guardrails = await db.Metrics.Where(m => ids.Contains(m.Id)).Select(m => m.Key).ToListAsync(cancellationToken);
        var looks = db.AnalysisLooks.AsNoTracking().Where(l => l.ExperimentId == experiment.Id && l.Phase == experiment.Phase);
        var newest = await looks.Where(l => l.Number == looks.Max(one => one.Number)).ToListAsync(cancellationToken);
        var since = experiment.Pauses is [.., { To: { } resumed }] ? resumed : DateTimeOffset.MinValue;
        return newest
            .Where(l =>
                l.Basis == AnalysisBasis.AlwaysValid
                && l.Decision == Worse
                && l.AnalyzedAt > since
                && guardrails.Contains(l.Metric, StringComparer.OrdinalIgnoreCase)
            )
            .MinBy(l => l.AlwaysValidP ?? 1);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Experiment {Id}: guardrail {Metric} got worse in variant {Variant} (analysis {Analysis}). Switched its flag off in "
                + "{Environment}; everyone gets the control"
        )]
        public static partial void Paused(ILogger logger, long id, string metric, string variant, int analysis, string environment);
    }
}
