using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>Renames a layer; its key and salt never change.</summary>
internal static class EditLayer
{
    public sealed record Request
    {
        public string? Name { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Name).NotNull().WithMessage(ValidationMessages.Name).MustBeName();
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        /// <param name="patch">A JSON merge patch of <see cref="Request"/>.</param>
        public Task<Outcome<LayerView>> HandleAsync(
            LayerAddress address,
            JsonElement patch,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<LayerView>(
                address.Project,
                null,
                actor,
                async (change, token) =>
                {
                    if (await FindLayers.FindAsync(change.Db, address, token) is not { } layer)
                    {
                        return address.NotFound();
                    }

                    if (ETags.Check(ifMatch, layer.Revision) is { } stale)
                    {
                        return stale;
                    }

                    var current = JsonSerializer.SerializeToNode(new Request { Name = layer.Name }, JsonBody.Options);
                    if (!JsonBody.TryRead<Request>(MergePatch.Apply(current, patch), out var request, out var unreadable))
                    {
                        return unreadable;
                    }

                    if (validator.Check(request) is { } refusal)
                    {
                        return refusal;
                    }

                    var before = LayerView.ToLog(layer);
                    layer.Rename(request.Name!.Trim());
                    change.Log(AuditEntryTypes.LayerEdited, null, null, before, LayerView.ToLog(layer));
                    return await LayerView.OfAsync(change.Db, layer, token);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder layers) =>
        layers
            .MapPatch(
                "{layer}",
                async Task<Results<Ok<LayerView>, ProblemHttpResult>> (
                    string project,
                    string layer,
                    JsonElement patch,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, layer), patch, request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        l => l.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsMergePatch<Request>()
            .AcceptsIfMatch()
            .WithName("EditLayer")
            .WithSummary("Rename a layer (JSON merge patch)");
}
