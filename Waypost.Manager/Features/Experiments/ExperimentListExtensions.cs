using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Reads complete lists, for pages.</summary>
internal static class ExperimentListExtensions
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
            if (!(await find.ListAsync(project, filter, new(Paging.MaxLimit, cursor), cancellationToken)).Succeeded(out var page, out _))
            {
                break;
            }

            found.AddRange(page.Items);
            cursor = page.NextCursor;
        } while (cursor is not null);
        return found;
    }
}
