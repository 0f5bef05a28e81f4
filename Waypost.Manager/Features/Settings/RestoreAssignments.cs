using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Settings;

/// <summary>Undoes a change of many assignments, by restoring the values before it from the audit log.</summary>
internal static class RestoreAssignments
{
    private static readonly Refusal Late = new Refusal.Conflict(
        "The flag has been changed since, so the assignments cannot be undone together. Remove them one by one."
    );

    public sealed class Handler(ManagerDb db, ChangeSettings.Handler change)
    {
        /// <param name="revision">The ETag after the change: if it is outdated, nothing is undone.</param>
        public async Task<Outcome<SettingsView>> HandleAsync(
            FlagAddress address,
            string revision,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            var before = await db
                .AuditEntries.AsNoTracking()
                .Where(e =>
                    db.Projects.Any(p => p.Id == e.ProjectId && p.Key == address.Project)
                    && e.Environment == address.Environment
                    && e.Flag == address.Flag
                    && (e.Type == AuditEntryTypes.FlagEdited || e.Type == AuditEntryTypes.FlagToggled)
                )
                .OrderByDescending(e => e.Id)
                .Select(e => e.Before)
                .FirstOrDefaultAsync(cancellationToken);
            if (string.IsNullOrWhiteSpace(revision) || Assignments(before) is not { } assignments)
            {
                return Late;
            }

            var outcome = await change.HandleAsync(
                address,
                revision,
                actor,
                flag => flag with { Assignments = assignments },
                cancellationToken
            );
            return outcome.Succeeded(out _, out var refused) || refused is not Refusal.Stale ? outcome : Late;
        }

        private static Dictionary<string, string>? Assignments(JsonElement? settings) =>
            settings is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty("assignments", out var assignments)
                ? assignments.Deserialize<Dictionary<string, string>>(JsonBody.Options)
                : null;
    }
}
