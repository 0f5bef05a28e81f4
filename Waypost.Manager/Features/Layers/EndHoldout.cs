using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>
/// Ends a holdout: its users get what was shipped meanwhile, like everyone else. Running experiments still leave them out, because their
/// users must not change.
/// </summary>
internal static class EndHoldout
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(string project, string? ifMatch, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (await HoldoutView.FindAsync(change.Db, project, token) is not { } holdout)
                    {
                        return HoldoutView.NotFound(project);
                    }

                    if (ETags.Check(ifMatch, holdout.Revision) is { } stale)
                    {
                        return stale;
                    }

                    var before = HoldoutView.ToLog(holdout);
                    holdout.End(change.Actor.Name, change.At);
                    change.Log(AuditEntryTypes.HoldoutEnded, null, null, before, HoldoutView.ToLog(holdout));
                    await IncludeAsync(change, holdout, token);
                    return default(Done);
                },
                cancellationToken
            );

        private static async Task IncludeAsync(ChangeSet change, Holdout holdout, CancellationToken cancellationToken)
        {
            var all = await change
                .Db.FlagSettings.Include(s => s.Flag)
                .Where(s => s.Flag.ProjectId == change.Project.Id)
                .ToListAsync(cancellationToken);
            foreach (var settings in all.Where(s => s.Experiment is null && s.Fallthrough.Participants?.Holdout?.Salt == holdout.Salt))
            {
                var flag = settings.ToFlag(settings.Flag);
                var after = flag with { Fallthrough = Holdouts.Without(flag.Fallthrough) };
                var environment = change.Environments.Single(e => e.Id == settings.EnvironmentId);
                settings.Update(after, change.Actor.Name, change.At);
                if (!settings.Flag.Archived)
                {
                    change.Put(environment, after);
                }

                change.Log(AuditEntryTypes.FlagEdited, after.Key, environment, ToLog(flag), ToLog(after));
            }
        }

        private static JsonElement ToLog(Flag flag) => JsonSerializer.SerializeToElement(new { flag.Fallthrough }, JsonBody.Options);
    }

    public static void Map(RouteGroupBuilder holdout) =>
        holdout
            .MapDelete(
                "",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, request.IfMatch(), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsIfMatch()
            .WithName("EndHoldout")
            .WithSummary("End a holdout: its users get what was shipped meanwhile; running experiments still leave them out");
}
