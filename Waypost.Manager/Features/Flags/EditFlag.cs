using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Flags;

/// <summary>Changes a flag's definition: name, description, tags, owner, archived, variants. Key, type and salt never change.</summary>
internal static class EditFlag
{
    public sealed record Request
    {
        public string Name { get; init; } = "";

        public string Description { get; init; } = "";

        public IReadOnlyList<string> Tags { get; init; } = [];

        public string? Owner { get; init; }

        public bool Archived { get; init; }

        public IReadOnlyDictionary<string, JsonElement> Variants { get; init; } = new Dictionary<string, JsonElement>();

        public static Request Of(FlagDefinition flag) =>
            new()
            {
                Name = flag.Name,
                Description = flag.Description,
                Tags = flag.Tags,
                Owner = flag.Owner,
                Archived = flag.Archived,
                Variants = flag.Variants,
            };
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotNull().MustBeName();
            RuleFor(r => r.Description).NotNull().MustBeText(FlagRules.DescriptionLength);
            RuleFor(r => r.Tags).MustBeTags();
            RuleFor(r => r.Variants).NotNull();
            RuleFor(r => r.Owner).MustBeText(200);
        }
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        /// <param name="patch">A JSON merge patch of <see cref="Request"/>.</param>
        public Task<Outcome<FlagView>> HandleAsync(
            string project,
            string flag,
            JsonElement patch,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<FlagView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    var row = await change
                        .Db.Flags.Include(f => f.Settings)
                        .SingleOrDefaultAsync(f => f.ProjectId == change.Project.Id && f.Key == flag, token);
                    if (row is null)
                    {
                        return new Refusal.NotFound($"Project '{change.Project.Key}' has no flag '{flag}'.");
                    }

                    if (ETags.Check(ifMatch, row.Revision) is { } stale)
                    {
                        return stale;
                    }

                    if (
                        !JsonBody.TryRead<Request>(
                            MergePatch.Apply(JsonSerializer.SerializeToNode(Request.Of(row), JsonBody.Options), patch),
                            out var request,
                            out var unreadable
                        )
                    )
                    {
                        return unreadable;
                    }

                    if (validator.Check(request) is { } refusal)
                    {
                        return refusal;
                    }

                    if (CheckExperiment(row, request) is { } running)
                    {
                        return running;
                    }

                    Edit(change, row, request);
                    return FlagView.Of(row);
                },
                cancellationToken
            );

        /// <summary>A running experiment protects the flag's variants and existence.</summary>
        private static Refusal.Conflict? CheckExperiment(FlagDefinition flag, Request request) =>
            flag.Settings.Find(s => s.Experiment is not null)?.Experiment is not { } experiment ? null
            : request.Archived ? new($"Experiment {experiment.Id} is running on flag '{flag.Key}'. Stop it before archiving the flag.")
            : HasSameVariants(flag, request) ? null
            : new(
                $"Experiment {experiment.Id} is running on flag '{flag.Key}': other variants would invalidate its results. Stop it first."
            );

        private static bool HasSameVariants(FlagDefinition flag, Request request) =>
            JsonNode.DeepEquals(JsonSerializer.SerializeToNode(flag.Variants), JsonSerializer.SerializeToNode(request.Variants));

        private static void Edit(ChangeSet change, FlagDefinition flag, Request request)
        {
            var before = FlagRules.ToLog(flag);
            var tags = FlagRules.Normalise(request.Tags);
            var wasArchived = flag.Archived;
            if (
                request.Name.Trim() != flag.Name
                || request.Description.Trim() != flag.Description
                || request.Owner != flag.Owner
                || !tags.SequenceEqual(flag.Tags)
            )
            {
                flag.Describe(request.Name.Trim(), request.Description.Trim(), tags, request.Owner);
            }

            if (!HasSameVariants(flag, request))
            {
                flag.ReplaceVariants(request.Variants);
            }

            if (request.Archived != wasArchived)
            {
                flag.Archive(request.Archived);
            }

            foreach (var settings in flag.Settings)
            {
                var environment = change.Environments.Single(e => e.Id == settings.EnvironmentId);
                if (flag.Archived)
                {
                    // Archived flags leave the snapshots: SDKs fall back to the default in code.
                    change.RemoveFlag(environment, flag.Key);
                }
                else
                {
                    change.Put(environment, settings.ToFlag(flag));
                }
            }

            var type =
                flag.Archived == wasArchived ? AuditEntryTypes.FlagEdited
                : flag.Archived ? AuditEntryTypes.FlagArchived
                : AuditEntryTypes.FlagRestored;
            change.Log(type, flag.Key, null, before, FlagRules.ToLog(flag));
        }
    }

    public static void Map(RouteGroupBuilder flags) =>
        flags
            .MapPatch(
                "{flag}",
                async Task<Results<Ok<FlagView>, ProblemHttpResult>> (
                    string project,
                    string flag,
                    JsonElement patch,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, flag, patch, request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        f => f.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsMergePatch<Request>()
            .AcceptsIfMatch()
            .WithName("EditFlag")
            .WithSummary("Change a flag's definition (JSON merge patch)");
}
