using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Downloads of the latest results, linked on an experiment's page.</summary>
internal static class DownloadResults
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(
            "/projects/{project}/experiments/{id:long}/results.csv",
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                long id,
                GetResults.Handler handler,
                CancellationToken cancellationToken
            ) =>
                // With a byte order mark, because Excel does not recognise UTF-8 without it.
                (await handler.HandleAsync(new(project, id), cancellationToken)).Match<Results<FileContentHttpResult, NotFound>>(
                    result =>
                        TypedResults.File(
                            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(ResultsCsv.Create(result))],
                            "text/csv; charset=utf-8",
                            $"experiment-{id}.csv"
                        ),
                    _ => TypedResults.NotFound()
                )
        );
        pages.MapGet(
            "/projects/{project}/experiments/{id:long}/history.csv",
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                long id,
                string? metric,
                ResultsHistory.Handler handler,
                CancellationToken cancellationToken
            ) =>
                (await handler.HandleAsync(new(project, id), metric, cancellationToken)).Match<Results<FileContentHttpResult, NotFound>>(
                    looks =>
                        TypedResults.File(
                            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(HistoryCsv.Create(metric!, looks))],
                            "text/csv; charset=utf-8",
                            $"experiment-{id}-history.csv"
                        ),
                    _ => TypedResults.NotFound()
                )
        );
        pages.MapGet(
            "/projects/{project}/experiments/{id:long}/results.json",
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                long id,
                GetResults.Handler handler,
                CancellationToken cancellationToken
            ) =>
                (await handler.HandleAsync(new(project, id), cancellationToken)).Match<Results<FileContentHttpResult, NotFound>>(
                    result =>
                        TypedResults.File(
                            JsonSerializer.SerializeToUtf8Bytes(result, ExperimentsJson.Default.AnalysisResult),
                            "application/json",
                            $"experiment-{id}.json"
                        ),
                    _ => TypedResults.NotFound()
                )
        );
    }
}
