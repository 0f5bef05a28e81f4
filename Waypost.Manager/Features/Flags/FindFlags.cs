using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Flags;

/// <summary>Lists a project's flags, and reads one.</summary>
internal static partial class FindFlags
{
    /// <param name="Search">Part of key, name or description; case is ignored.</param>
    /// <param name="Tag">A tag; case is ignored.</param>
    /// <param name="Archived">False (the default) hides archived flags, true shows only them.</param>
    public sealed record Query(string? Search = null, string? Tag = null, bool? Archived = null);

    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<FlagView>>> ListAsync(
            string project,
            Query query,
            Paging paging,
            CancellationToken cancellationToken
        )
        {
            if (paging.Check() is { } refusal)
            {
                return refusal;
            }

            var row = await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Key == project, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotFound($"There is no project '{project}'.");
            }

            var rows = await Filter(db.Flags.AsNoTracking().Where(f => f.ProjectId == row.Id), query)
                .AfterKey(paging.After)
                .OrderByKey()
                .Take(paging.Take + 1)
                .Include(f => f.Settings)
                    .ThenInclude(s => s.Environment)
                .AsSplitQuery()
                .ToListAsync(cancellationToken);
            return paging.Of(rows, FlagView.Of, Keys.SortKey);
        }

        public async Task<Outcome<FlagView>> GetAsync(string project, string flag, CancellationToken cancellationToken)
        {
            var row = await db
                .Flags.AsNoTracking()
                .Include(f => f.Settings)
                    .ThenInclude(s => s.Environment)
                .SingleOrDefaultAsync(f => f.Project.Key == project && f.Key == flag, cancellationToken);
            return row is null ? new Refusal.NotFound($"Project '{project}' has no flag '{flag}'.") : FlagView.Of(row);
        }

        private static IQueryable<FlagDefinition> Filter(IQueryable<FlagDefinition> flags, Query query)
        {
            flags = flags.Where(f => f.Archived == (query.Archived ?? false));
            if (query.Search is { Length: > 0 } search)
            {
                const string escape = "\\";
                var pattern = $"%{LikeWildcards().Replace(search, @"\$0")}%";
                flags = flags.Where(f =>
                    EF.Functions.ILike(EF.Functions.Collate(f.Key, "C"), pattern, escape)
                    || EF.Functions.ILike(f.Name, pattern, escape)
                    || EF.Functions.ILike(f.Description, pattern, escape)
                );
            }

            if (query.Tag is { Length: > 0 } tag)
            {
                flags = flags.Where(f => f.Tags.Any(t => EF.Functions.Collate(t, Keys.Collation) == tag));
            }

            return flags;
        }
    }

    [GeneratedRegex(@"[\\%_]")]
    private static partial Regex LikeWildcards();

    public static void Map(RouteGroupBuilder flags)
    {
        flags
            .MapGet(
                "",
                async Task<Results<Ok<Page<FlagView>>, ProblemHttpResult>> (
                    string project,
                    [AsParameters] Query query,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(project, query, paging, cancellationToken)).ToOk()
            )
            .WithName("ListFlags")
            .WithSummary("List flags, ordered by key");
        flags
            .MapGet(
                "{flag}",
                async Task<Results<Ok<FlagView>, ProblemHttpResult>> (
                    string project,
                    string flag,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(project, flag, cancellationToken)).ToOk(response, f => f.Revision)
            )
            .WithName("GetFlag")
            .WithSummary("Read a flag's definition");
    }
}
