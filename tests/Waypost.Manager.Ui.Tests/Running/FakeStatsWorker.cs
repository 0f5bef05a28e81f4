using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>Answers in place of the stats worker, as the test says.</summary>
public sealed class FakeStatsWorker : HttpMessageHandler
{
    public static SourceReport Passed { get; } =
        new()
        {
            Credentials = new() { Ok = true, Message = "Connected to PostgreSQL 17 as reader, who may only read." },
            Exposures = Exposures(true, null),
        };

    public bool IsUnavailable { get; set; }

    /// <summary>Throws an unexpected exception: the manager answers 500.</summary>
    public bool IsBroken { get; set; }

    public SourceReport Source { get; set; } = Passed;

    public MetricReport Metric { get; set; } =
        new()
        {
            Ok = true,
            Credentials = Passed.Credentials,
            Query = new()
            {
                Ok = true,
                Ran = true,
                Message = "2 columns, 20 rows.",
                Columns = [Column("user_id", "text"), Column("timestamp", "timestamp with time zone")],
                RowColumns = ["user_id", "timestamp"],
                Rows =
                [
                    [Cell("julia m"), Cell("2026-10-02T08:00:00Z")],
                ],
            },
        };

    public PlanReport Plan { get; set; } =
        new()
        {
            Baseline = new()
            {
                Mean = 0.2,
                VisitorsPerDay = 400,
                Users = 8000,
            },
            UsersByVariant = new Dictionary<string, long> { ["off"] = 6500, ["on"] = 6500 },
            TotalUsers = 13_000,
            Days = 32.5,
            Curve = [new(7, 2800, 0.22), new(14, 5600, 0.15), new(28, 11_200, 0.11), new(56, 22_400, 0.08)],
            Warnings = [],
            Method = "the normal approximation",
        };

    public static QueryReport Exposures(bool ok, string? missing) =>
        new()
        {
            Ok = ok,
            Ran = true,
            Code = ok ? null : CheckCodes.ColumnMissing,
            Message = ok ? "4 columns, 20 rows." : $"The column {missing} is missing.",
            Columns =
            [
                .. new[] { "experiment_id", "user_id", "timestamp", "treatment" }.Select(name =>
                    name == missing
                        ? new ColumnReport
                        {
                            Name = name,
                            Needed = true,
                            Ok = false,
                            Message = $"There is no column {name}. Name one so with AS.",
                        }
                        : Column(name, "text")
                ),
            ],
        };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        return IsBroken ? throw new InvalidOperationException("broken on purpose")
            : IsUnavailable ? throw new HttpRequestException("Connection refused")
            : request.RequestUri!.AbsolutePath switch
            {
                WirePaths.TestSource => Json(Source, ExperimentsJson.Default.SourceReport),
                WirePaths.PreviewMetric => Json(Metric, ExperimentsJson.Default.MetricReport),
                _ => Json(Plan, ExperimentsJson.Default.PlanReport),
            };
    }

    private static ColumnReport Column(string name, string type) =>
        new()
        {
            Name = name,
            Type = type,
            Needed = true,
            Ok = true,
        };

    private static JsonElement Cell(string text) => JsonSerializer.SerializeToElement(text);

    private static HttpResponseMessage Json<T>(T answer, JsonTypeInfo<T> type) =>
        new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(answer, type), Encoding.UTF8, "application/json") };
}
