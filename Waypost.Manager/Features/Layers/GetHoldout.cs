using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>The holdout that is on.</summary>
internal static class GetHoldout
{
    public sealed class Handler(ManagerDb db, TimeProvider time)
    {
        public async Task<Outcome<HoldoutView>> HandleAsync(string project, CancellationToken cancellationToken) =>
            await HoldoutView.FindAsync(db, project, cancellationToken) is { } holdout
                ? HoldoutView.Of(holdout, time.GetUtcNow())
                : HoldoutView.NotFound(project);
    }

    public static void Map(RouteGroupBuilder holdout) =>
        holdout
            .MapGet(
                "",
                async Task<Results<Ok<HoldoutView>, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, cancellationToken)).ToOk(response, h => h.Revision)
            )
            .WithName("GetHoldout")
            .WithSummary("Read a project's holdout; 404 if none is on");
}
