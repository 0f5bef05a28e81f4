using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Lists for pages, which show all there is.</summary>
internal static class AllExperiments
{
    public static async Task<List<ExperimentView>> AllAsync(
        this FindExperiments.Handler find,
        string project,
        FindExperiments.Filter filter,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ExperimentView>();
        string? cursor = null;
        do
        {
            if (!(await find.ListAsync(project, filter, new(Paging.Most, cursor), cancellationToken)).Succeeded(out var page, out _))
            {
                break;
            }

            found.AddRange(page.Items);
            cursor = page.NextCursor;
        } while (cursor is not null);
        return found;
    }
}
