using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Providers;

/// <summary>Lists the registered provider replicas, and how far behind each is.</summary>
internal static class ListProviders
{
    public sealed record View
    {
        public required string InstanceId { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public string? CallbackUrl { get; init; }

        /// <summary><c>epoch.version</c> by <c>project/environment</c>.</summary>
        public required IReadOnlyDictionary<string, string> Versions { get; init; }

        /// <summary>Versions behind the latest, by <c>project/environment</c>; 0 = up to date.</summary>
        public required IReadOnlyDictionary<string, long> Lag { get; init; }

        /// <summary>SDKs connected to it.</summary>
        public required int Connections { get; init; }

        public required DateTimeOffset LastSeen { get; init; }
    }

    public sealed class Handler(ManagerDb db, TimeProvider time)
    {
        public async Task<Outcome<Page<View>>> HandleAsync(Paging paging, CancellationToken cancellationToken)
        {
            if (paging.Check() is { } refusal)
            {
                return refusal;
            }

            var now = time.Now();
            var live = db.Providers.AsNoTracking().Where(p => p.LeaseUntil > now);
            if (paging.After is { } after)
            {
                live = live.Where(p => string.Compare(p.InstanceId, after) > 0);
            }

            var rows = await live.OrderBy(p => p.InstanceId).Take(paging.Take + 1).ToListAsync(cancellationToken);
            var newest = await db
                .Environments.AsNoTracking()
                .Select(e => new
                {
                    Project = e.Project.Key,
                    e.Key,
                    e.Epoch,
                    e.Version,
                })
                .ToDictionaryAsync(
                    e => LatestVersions.NameOf(e.Project, e.Key),
                    e => new SnapshotVersion(e.Epoch, e.Version),
                    cancellationToken
                );
            return paging.Of(rows, p => ToView(p, newest), p => p.InstanceId);
        }

        private static View ToView(ProviderInstance provider, Dictionary<string, SnapshotVersion> newest) =>
            new()
            {
                InstanceId = provider.InstanceId,
                CallbackUrl = provider.CallbackUrl,
                Versions = provider.Versions,
                Lag = newest
                    .OrderBy(e => e.Key, StringComparer.Ordinal)
                    .ToDictionary(e => e.Key, e => Behind(provider.Versions.GetValueOrDefault(e.Key), e.Value)),
                Connections = provider.Connections,
                LastSeen = provider.LastSeen,
            };

        /// <summary>A replica that does not have the current epoch is behind by all of its versions.</summary>
        private static long Behind(string? held, SnapshotVersion newest) =>
            SnapshotVersion.TryParse(held, out var version) && version.Epoch == newest.Epoch
                ? Math.Max(0, newest.Version - version.Version)
                : Math.Max(1, newest.Version);
    }

    public static void Map(RouteGroupBuilder providers) =>
        providers
            .MapGet(
                "",
                async Task<Results<Ok<Page<View>>, ProblemHttpResult>> (
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(paging, cancellationToken)).ToOk()
            )
            .WithTags("Providers")
            .WithName("ListProviders")
            .WithSummary("List provider replicas with their versions and lag");
}
