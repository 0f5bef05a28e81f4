using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>Creates a layer, with a random salt that never changes.</summary>
internal static class CreateLayer
{
    public sealed record Request
    {
        public string Key { get; init; } = "";

        /// <summary>The same as the key if left out.</summary>
        public string? Name { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Key).MustBeKey();
            RuleFor(r => r.Name).MustBeName();
        }
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        public async Task<Outcome<LayerView>> HandleAsync(string project, Request request, Actor actor, CancellationToken cancellationToken)
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            return await changes.ApplyAsync<LayerView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (await change.Db.Layers.AnyAsync(l => l.ProjectId == change.Project.Id && l.Key == request.Key, token))
                    {
                        return new Refusal.Conflict(
                            $"Project '{change.Project.Key}' already has a layer '{request.Key}'. Keys ignore case.",
                            "key"
                        );
                    }

                    var layer = Layer.Create(
                        change.Project,
                        request.Key,
                        request.Name?.Trim() ?? request.Key,
                        change.Actor.Name,
                        change.At
                    );
                    change.Db.Add(layer);
                    change.Log(AuditEntryTypes.LayerCreated, null, null, null, LayerView.ToLog(layer));
                    return await LayerView.OfAsync(change.Db, layer, token);
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder layers) =>
        layers
            .MapPost(
                "",
                async Task<Results<Created<LayerView>, ProblemHttpResult>> (
                    string project,
                    Request request,
                    Handler handler,
                    Actor actor,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, request, actor, cancellationToken)).ToCreated(
                        response,
                        l => $"/api/v1/projects/{project}/layers/{l.Key}",
                        l => l.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("CreateLayer")
            .WithSummary("Create a layer: experiments in it never share a user");
}
