using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>Revokes a key immediately; providers close its open streams.</summary>
internal static class RevokeSdkKey
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(SdkKeyAddress address, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                address.Project,
                address.Environment,
                actor,
                async (change, token) =>
                {
                    var key = await change.Db.SdkKeys.SingleOrDefaultAsync(
                        k => k.Id == address.Id && k.EnvironmentId == change.Environment.Id,
                        token
                    );
                    if (key is null || !key.IsActive(change.At))
                    {
                        return address.NotFound();
                    }

                    change.Log(AuditEntryTypes.KeyRevoked, null, change.Environment, SdkKeyView.ToLog(key), null);
                    key.Revoke(change.At);
                    await ActiveSdkKeys.MarkChangedAsync(change, token);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder keys) =>
        keys.MapDelete(
                "{id:long}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    string environment,
                    long id,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, environment, id), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Admin)
            .WithName("RevokeSdkKey")
            .WithSummary("Revoke an SDK key immediately");
}
