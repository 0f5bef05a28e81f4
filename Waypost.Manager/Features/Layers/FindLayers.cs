using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>Lists a project's layers, and reads one.</summary>
internal static class FindLayers
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<LayerView>>> ListAsync(string project, Paging paging, CancellationToken cancellationToken)
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

            var layers = await db
                .Layers.AsNoTracking()
                .Where(l => l.ProjectId == row.Id)
                .AfterKey(paging.After)
                .OrderByKey()
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            var views = (await LayerView.OfAsync(db, row.Id, layers, cancellationToken)).ToDictionary(view => view.Key);
            return paging.Of(layers, layer => views[layer.Key], Keys.SortKey);
        }

        public async Task<Outcome<LayerView>> GetAsync(LayerAddress address, CancellationToken cancellationToken) =>
            await FindAsync(db, address, cancellationToken) is { } layer
                ? await LayerView.OfAsync(db, layer, cancellationToken)
                : address.NotFound();
    }

    public static Task<Layer?> FindAsync(ManagerDb db, LayerAddress address, CancellationToken cancellationToken) =>
        db.Layers.SingleOrDefaultAsync(
            l => l.Key == address.Layer && db.Projects.Any(p => p.Id == l.ProjectId && p.Key == address.Project),
            cancellationToken
        );

    public static void Map(RouteGroupBuilder layers)
    {
        layers
            .MapGet(
                "",
                async Task<Results<Ok<Page<LayerView>>, ProblemHttpResult>> (
                    string project,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(project, paging, cancellationToken)).ToOk()
            )
            .WithName("ListLayers")
            .WithSummary("List a project's layers, ordered by key, with who has which part");
        layers
            .MapGet(
                "{layer}",
                async Task<Results<Ok<LayerView>, ProblemHttpResult>> (
                    string project,
                    string layer,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(new(project, layer), cancellationToken)).ToOk(response, l => l.Revision)
            )
            .WithName("GetLayer")
            .WithSummary("Read a layer, and which experiments have which part of it");
    }
}
