using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Layers;

/// <summary>The holdout of a project that is on.</summary>
internal sealed record HoldoutView
{
    /// <summary>Percentage of all users.</summary>
    public required double SharePercent { get; init; }

    /// <summary>A user is held out if the bucket of this salt and the user id is below <see cref="To"/>.</summary>
    public required string Salt { get; init; }

    /// <summary>The first bucket; always 0.</summary>
    public required int From { get; init; }

    /// <summary>The bucket after the last one.</summary>
    public required int To { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string StartedBy { get; init; }

    /// <summary>The holdout does not end by itself.</summary>
    public required DateTimeOffset PlannedEnd { get; init; }

    /// <summary>It is past its planned end.</summary>
    public required bool EndDue { get; init; }

    /// <summary>The ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    public static HoldoutView Of(Holdout holdout, DateTimeOffset now) =>
        new()
        {
            SharePercent = Percent.Exact(holdout.Share),
            Salt = holdout.Salt,
            From = 0,
            To = holdout.Share,
            StartedAt = holdout.StartedAt,
            StartedBy = holdout.StartedBy,
            PlannedEnd = holdout.PlannedEnd,
            EndDue = holdout.PlannedEnd <= now,
            Revision = holdout.Revision,
        };

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(Holdout holdout) =>
        JsonSerializer.SerializeToElement(
            new
            {
                sharePercent = Percent.Exact(holdout.Share),
                holdout.PlannedEnd,
                holdout.EndedAt,
            },
            JsonBody.Options
        );

    public static Refusal NotFound(string project) => new Refusal.NotFound($"Project '{project}' has no holdout.");

    /// <summary>The one that is on.</summary>
    public static Task<Holdout?> FindAsync(ManagerDb db, string project, CancellationToken cancellationToken) =>
        db.Holdouts.SingleOrDefaultAsync(
            h => h.EndedAt == null && db.Projects.Any(p => p.Id == h.ProjectId && p.Key == project),
            cancellationToken
        );
}
