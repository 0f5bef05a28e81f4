using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>Endpoints for replicas that are behind: snapshots and SDK keys.</summary>
internal static class ProviderReads
{
    /// <summary>A snapshot is immutable, so its bytes are created once for all replicas.</summary>
    private static readonly ConditionalWeakTable<Snapshot, byte[]> Bytes = [];

    public static void Map(RouteGroupBuilder signed)
    {
        signed
            .MapGet(
                WirePaths.SnapshotRoute,
                async Task<Results<FileContentHttpResult, StatusCodeHttpResult, ProblemHttpResult>> (
                    string project,
                    string environment,
                    Snapshots snapshots,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                {
                    if (await snapshots.FindAsync(project, environment, cancellationToken) is not { } snapshot)
                    {
                        return new Refusal.NotFound($"Project '{project}' has no environment '{environment}'.").ToProblem();
                    }

                    var etag = $"\"{SnapshotVersion.Of(snapshot)}\"";
                    response.Headers.ETag = etag;
                    return request.Headers.IfNoneMatch.ToString() == etag
                        ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                        : TypedResults.Bytes(Bytes.GetValue(snapshot, Encode), "application/json");
                }
            )
            .WithName("ReadSnapshot");
        signed
            .MapGet(
                WirePaths.SdkKeys,
                async (ManagerDb db, TimeProvider time, CancellationToken cancellationToken) =>
                    TypedResults.Json(await ActiveSdkKeys.ReadAsync(db, time.GetUtcNow(), cancellationToken), WireJson.Default.SdkKeys)
            )
            .WithName("ReadSdkKeys");
    }

    /// <summary>Providers take the schema from the flags, and earlier versions refuse a newer one.</summary>
    private static byte[] Encode(Snapshot snapshot) =>
        JsonSerializer.SerializeToUtf8Bytes(snapshot.ForReader(Snapshot.OldestSchema), FlagsJson.Default.Snapshot);
}
