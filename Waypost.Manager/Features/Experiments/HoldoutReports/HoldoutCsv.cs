using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Ui.Results;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>A holdout's report as the page links it: the same columns as the results of an experiment.</summary>
internal static class HoldoutCsv
{
    public static void Map(RouteGroupBuilder pages) =>
        pages.MapGet(
            "/projects/{project}/holdouts/{id:int}/report.csv",
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                int id,
                GetHoldoutReport.Handler handler,
                CancellationToken cancellationToken
            ) =>
                (await handler.HandleAsync(new(project, id), cancellationToken)).Succeeded(out var view, out _) && view.Result is { } result
                    // With a byte order mark, because Excel does not recognise UTF-8 without it.
                    ? TypedResults.File(
                        [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(ResultsCsv.Create(new HoldoutText(result).ToAnalysis()))],
                        "text/csv; charset=utf-8",
                        $"holdout-{id}.csv"
                    )
                    : TypedResults.NotFound()
        );
}
