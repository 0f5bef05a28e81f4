using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>Links with which people without an account can read one experiment's report, until they expire or are deleted.</summary>
internal static class ShareLinks
{
    public const int DefaultDays = 14;
    public const int MaxDays = 90;
    private const int MaxLinks = 50;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <param name="ExpiresInDays">1 to 90; 14 if left out.</param>
    public sealed record Request(int? ExpiresInDays = null);

    public sealed class Handler(Changes changes, ManagerDb db, TimeProvider time)
    {
        /// <summary>Links that have not expired, newest first.</summary>
        public async Task<Outcome<IReadOnlyList<ShareLinkView>>> ListAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var now = time.Now();
            var rows = await db
                .ShareLinks.AsNoTracking()
                .Where(l => l.ExperimentId == experiment.Id && l.ExpiresAt > now)
                .OrderByDescending(l => l.Id)
                .ToListAsync(cancellationToken);
            return rows.ConvertAll(link => ShareLinkView.Of(link));
        }

        public Task<Outcome<ShareLinkView>> CreateAsync(
            ExperimentAddress address,
            Request request,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<ShareLinkView>(
                address,
                null,
                actor,
                async (change, experiment, token) =>
                {
                    var days = request.ExpiresInDays ?? DefaultDays;
                    if (days is < 1 or > MaxDays)
                    {
                        return Refusal.Invalid.Field("expiresInDays", $"A link must expire in 1 to {MaxDays} days.");
                    }

                    // Those that have expired are of no use to anyone.
                    await change.Db.ShareLinks.Where(l => l.ExpiresAt <= change.At).ExecuteDeleteAsync(token);
                    if (await change.Db.ShareLinks.CountAsync(l => l.ExperimentId == experiment.Id, token) >= MaxLinks)
                    {
                        return new Refusal.Conflict($"Experiment {experiment.Id} has {MaxLinks} links already. Delete one first.");
                    }

                    var secret = RandomNumberGenerator.GetString(Alphabet, 43);
                    var link = ShareLink.Create(experiment, secret, change.Actor.Name, change.At, change.At.AddDays(days));
                    change.Db.ShareLinks.Add(link);
                    await change.Db.SaveChangesAsync(token); // the database assigns the id
                    change.Log(AuditEntryTypes.ReportShared, experiment.Flag, experiment.Environment, null, ShareLinkView.ToLog(link));
                    return ShareLinkView.Of(link, Urls.SharedReport(secret));
                },
                cancellationToken
            );

        public Task<Outcome<Done>> DeleteAsync(ExperimentAddress address, long link, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                address,
                null,
                actor,
                async (change, experiment, token) =>
                {
                    var row = await change.Db.ShareLinks.SingleOrDefaultAsync(l => l.Id == link && l.ExperimentId == experiment.Id, token);
                    if (row is null)
                    {
                        return new Refusal.NotFound($"Experiment {experiment.Id} has no link {link}.");
                    }

                    change.Log(AuditEntryTypes.ReportUnshared, experiment.Flag, experiment.Environment, ShareLinkView.ToLog(row), null);
                    change.Db.Remove(row);
                    return default(Done);
                },
                cancellationToken
            );

        /// <summary>The experiment that a link's token opens; null if it does not exist, was deleted, or has expired.</summary>
        public async Task<ExperimentAddress?> OpenAsync(string token, CancellationToken cancellationToken)
        {
            var (hash, now) = (StoredSdkKey.HashOf(token), time.Now());
            var found = await db
                .ShareLinks.AsNoTracking()
                .Where(l => l.Hash == hash && l.ExpiresAt > now)
                .Select(l => new
                {
                    l.ExperimentId,
                    Project = db.Projects.Where(p => p.Id == l.Experiment.ProjectId).Select(p => p.Key).Single(),
                })
                .SingleOrDefaultAsync(cancellationToken);
            return found is null ? null : new(found.Project, found.ExperimentId);
        }
    }

    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapGet(
                "{id:long}/share-links",
                async Task<Results<Ok<IReadOnlyList<ShareLinkView>>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(new(project, id), cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .WithName("ListShareLinks")
            .WithSummary("List the links with which people without an account can read the report, newest first");
        experiments
            .MapPost(
                "{id:long}/share-links",
                async Task<Results<Created<ShareLinkView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Request? body,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.CreateAsync(new(project, id), body ?? new(), actor, cancellationToken)).ToCreated(link =>
                        $"/api/v1/projects/{project}/experiments/{id}/share-links/{link.Id}"
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("CreateShareLink")
            .WithSummary("Create a link with which people without an account can read the report; its path is only in this answer");
        experiments
            .MapDelete(
                "{id:long}/share-links/{link:long}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    long id,
                    long link,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) => (await handler.DeleteAsync(new(project, id), link, actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Editor)
            .WithName("DeleteShareLink")
            .WithSummary("Delete a link: it stops working at once");
    }
}
