using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;

namespace Waypost.Manager.Ui;

/// <summary>Something the command palette finds.</summary>
/// <param name="Text">What it is called.</param>
/// <param name="Note">A flag's key, or what the page is for.</param>
/// <param name="Kind">Name of its icon.</param>
internal sealed record Found(string Text, string Note, string Kind, string Url);

/// <summary>Everything the command palette finds from one place, best first; the browser filters while one types.</summary>
internal sealed class FindPlaces(ManagerDb db)
{
    private const int MostFlags = 2000;

    public async Task<Ok<IReadOnlyList<Found>>> AllAsync(string project, string environment, CancellationToken cancellationToken)
    {
        var flags = await db.Flags.AsNoTracking().Where(f => f.Project.Key == project && !f.Archived)
            .OrderBy(f => f.Name).Take(MostFlags).Select(f => new { f.Key, f.Name }).ToListAsync(cancellationToken);
        IReadOnlyList<Found> found =
        [
            new("Flags", "page", "flag", Urls.Flags(project, environment)),
            new("Events log", "page", "log", Urls.Events(project)),
            new("SDK keys", "page", "key", Urls.SdkKeys(project, environment)),
            new("New flag", "page", "plus", Urls.NewFlag(project, environment)),
            new("Account", "page", "person", Urls.Account),
            .. flags.Select(f => new Found(f.Name, f.Key, "flag", Urls.Flag(project, environment, f.Key))),
        ];
        return TypedResults.Ok(found);
    }
}
