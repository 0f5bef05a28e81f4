using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Features.Experiments.Receipts;
using Waypost.Manager.Features.Experiments.Reports;
using Waypost.Manager.Http;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The files that the pages of an experiment link.</summary>
internal static class Downloads
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder pages)
    {
        Map<GetResults.Handler>(
            pages,
            "results.csv",
            ".csv",
            "text/csv",
            async (handler, experiment, token) =>
                (await handler.HandleAsync(experiment, token)).Then(result => AsCsv(ResultsCsv.Create(result)))
        );
        Map<GetResults.Handler>(
            pages,
            "results.json",
            ".json",
            Json,
            async (handler, experiment, token) =>
                (await handler.HandleAsync(experiment, token)).Then(result =>
                    JsonSerializer.SerializeToUtf8Bytes(result, ExperimentsJson.Default.AnalysisResult)
                )
        );
        Map<GetReceipt.Handler>(
            pages,
            "receipt.json",
            "-receipt.json",
            Json,
            async (handler, experiment, token) =>
                (await handler.HandleAsync(experiment, token)).Then(receipt =>
                    JsonSerializer.SerializeToUtf8Bytes(receipt, JsonBody.Options)
                )
        );
        foreach (var language in ScriptLanguage.All)
        {
            Map<GetReceipt.Handler>(
                pages,
                language.File,
                "-" + language.File,
                "text/plain",
                async (handler, experiment, token) =>
                    (await handler.HandleScriptAsync(experiment, language, token)).Then(Encoding.UTF8.GetBytes)
            );
        }

        Map<GetReport.Handler>(
            pages,
            "report.md",
            ".md",
            "text/markdown",
            async (handler, experiment, token) =>
                (await handler.HandleAsync(experiment, token)).Then(report => Encoding.UTF8.GetBytes(ReportMarkdown.Create(report)))
        );
        pages.MapGet(
            PathOf("history.csv"),
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                long id,
                string? metric,
                ResultsHistory.Handler handler,
                CancellationToken cancellationToken
            ) =>
                ToFile(
                    (await handler.HandleAsync(new(project, id), metric, cancellationToken)).Then(looks =>
                        AsCsv(HistoryCsv.Create(metric!, looks))
                    ),
                    "text/csv",
                    $"experiment-{id}-history.csv"
                )
        );
        pages.MapGet(
            PathOf("breakdown.csv"),
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                long id,
                string? column,
                Breakdowns.Handler handler,
                CancellationToken cancellationToken
            ) =>
                ToFile(
                    (await handler.ReadAsync(new(project, id), column, cancellationToken)).Then(result =>
                        AsCsv(BreakdownCsv.Create(result))
                    ),
                    "text/csv",
                    $"experiment-{id}-breakdown.csv"
                )
        );
    }

    private static void Map<THandler>(
        RouteGroupBuilder pages,
        string file,
        string nameEnd,
        string contentType,
        Func<THandler, ExperimentAddress, CancellationToken, Task<Outcome<byte[]>>> create
    )
        where THandler : notnull =>
        pages.MapGet(
            PathOf(file),
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                long id,
                THandler handler,
                CancellationToken cancellationToken
            ) => ToFile(await create(handler, new(project, id), cancellationToken), contentType, $"experiment-{id}{nameEnd}")
        );

    private static string PathOf(string file) => $"/projects/{{project}}/experiments/{{id:long}}/{file}";

    private static Results<FileContentHttpResult, NotFound> ToFile(Outcome<byte[]> content, string contentType, string name) =>
        content.Match<Results<FileContentHttpResult, NotFound>>(
            bytes => TypedResults.File(bytes, contentType == Json ? Json : contentType + "; charset=utf-8", name),
            _ => TypedResults.NotFound()
        );

    // With a byte order mark, because Excel does not recognise UTF-8 without it.
    private static byte[] AsCsv(string text) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];
}
