using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>Lists the active keys of an environment: neither revoked nor expired.</summary>
internal static class ListSdkKeys
{
    public sealed class Handler(ManagerDb db, TimeProvider time)
    {
        public async Task<Outcome<Page<SdkKeyView>>> ListAsync(
            string project,
            string environment,
            Paging paging,
            CancellationToken cancellationToken
        )
        {
            if (paging.Check(out var after) is { } refusal)
            {
                return refusal;
            }

            var row = await db
                .Environments.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Project.Key == project && e.Key == environment, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotFound($"There is no environment '{environment}' in project '{project}'.");
            }

            var keys = await Active()
                .Where(k => k.EnvironmentId == row.Id && k.Id > (after ?? 0))
                .OrderBy(k => k.Id)
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            return paging.Of(keys, k => SdkKeyView.Of(k), k => k.Id.ToString(CultureInfo.InvariantCulture));
        }

        public async Task<Outcome<SdkKeyView>> GetAsync(SdkKeyAddress address, CancellationToken cancellationToken)
        {
            var key = await Active()
                .SingleOrDefaultAsync(
                    k => k.Id == address.Id && k.Environment.Project.Key == address.Project && k.Environment.Key == address.Environment,
                    cancellationToken
                );
            return key is null ? address.NotFound() : SdkKeyView.Of(key);
        }

        private IQueryable<StoredSdkKey> Active()
        {
            var now = time.Now();
            return db.SdkKeys.AsNoTracking().Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now));
        }
    }

    public static void Map(RouteGroupBuilder keys)
    {
        keys.MapGet(
                "",
                async Task<Results<Ok<Page<SdkKeyView>>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(project, environment, paging, cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Admin)
            .WithName("ListSdkKeys")
            .WithSummary("List an environment's active SDK keys");
        keys.MapGet(
                "{id:long}",
                async Task<Results<Ok<SdkKeyView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(new(project, environment, id), cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Admin)
            .WithName("GetSdkKey")
            .WithSummary("Read an SDK key; a server key itself is never shown again");
    }
}
