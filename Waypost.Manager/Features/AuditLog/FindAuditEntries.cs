using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.AuditLog;

/// <summary>The audit log of a project, newest first.</summary>
internal static class FindAuditEntries
{
    /// <param name="Flag">Key of a flag, possibly a deleted one.</param>
    /// <param name="Type">For example FLAG_TOGGLED.</param>
    /// <param name="Actor">Who made the change, as the log shows it.</param>
    /// <param name="Environment">Key of an environment; changes to all environments have none.</param>
    public sealed record Query(string? Flag = null, string? Type = null, string? Actor = null, string? Environment = null);

    public sealed record View
    {
        public required long Id { get; init; }

        public required string Type { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public string? Flag { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public string? Environment { get; init; }

        public required string Actor { get; init; }

        public required DateTimeOffset At { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public JsonElement? Before { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public JsonElement? After { get; init; }
    }

    /// <summary>The keys, types and names that occur in a project's audit log.</summary>
    public sealed record FilterOptions(IReadOnlyList<string> Flags, IReadOnlyList<string> Types, IReadOnlyList<string> Actors);

    public sealed class Handler(ManagerDb db)
    {
        private const int MaxNames = 1000;

        public async Task<Outcome<Page<View>>> HandleAsync(string project, Query query, Paging paging, CancellationToken cancellationToken)
        {
            if (paging.Check(out var before) is { } refusal)
            {
                return refusal;
            }

            var row = await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Key == project, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotFound($"There is no project '{project}'.");
            }

            var events = Filter(db.AuditEntries.AsNoTracking().Where(e => e.ProjectId == row.Id), query);
            if (before is not null)
            {
                events = events.Where(e => e.Id < before);
            }

            var rows = await events.OrderByDescending(e => e.Id).Take(paging.Take + 1).ToListAsync(cancellationToken);
            return paging.Of(rows, ToView, e => e.Id.ToString(CultureInfo.InvariantCulture));
        }

        /// <summary>What a project's audit log can be filtered by.</summary>
        public async Task<FilterOptions> FilterOptionsAsync(string project, CancellationToken cancellationToken)
        {
            var entries = db.AuditEntries.AsNoTracking().Where(e => db.Projects.Any(p => p.Id == e.ProjectId && p.Key == project));
            return new(
                await NamesAsync(entries.Where(e => e.Flag != null).Select(e => e.Flag!), cancellationToken),
                await entries.Select(e => e.Type).Distinct().OrderBy(type => type).ToListAsync(cancellationToken),
                await NamesAsync(entries.Select(e => e.Actor), cancellationToken)
            );
        }

        private static async Task<IReadOnlyList<string>> NamesAsync(IQueryable<string> names, CancellationToken cancellationToken) =>
            [.. (await names.Distinct().OrderBy(name => name).Take(MaxNames).ToListAsync(cancellationToken)).Order(NaturalOrder.Comparer)];

        private static IQueryable<AuditEntry> Filter(IQueryable<AuditEntry> events, Query query)
        {
            if (query.Flag is { Length: > 0 } flag)
            {
                events = events.Where(e => e.Flag == flag);
            }

            if (query.Type is { Length: > 0 } type)
            {
                var upper = type.ToUpperInvariant();
                events = events.Where(e => e.Type == upper);
            }

            if (query.Actor is { Length: > 0 } actor)
            {
                events = events.Where(e => e.Actor == actor);
            }

            if (query.Environment is { Length: > 0 } environment)
            {
                events = events.Where(e => e.Environment == environment);
            }

            return events;
        }

        private static View ToView(AuditEntry row) =>
            new()
            {
                Id = row.Id,
                Type = row.Type,
                Flag = row.Flag,
                Environment = row.Environment,
                Actor = row.Actor,
                At = row.At,
                Before = row.Before,
                After = row.After,
            };
    }

    public static void Map(RouteGroupBuilder project) =>
        project
            .MapGet(
                "events",
                async Task<Results<Ok<Page<View>>, ProblemHttpResult>> (
                    string project,
                    [AsParameters] Query query,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, query, paging, cancellationToken)).ToOk()
            )
            .WithTags("Audit log")
            .WithName("ListEvents")
            .WithSummary("List the audit log, newest first");
}
