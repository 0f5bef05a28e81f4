using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Sql;

namespace Waypost.Manager.Features.Metrics;

/// <summary>
/// Runs a metric's query before the metric is saved, as the preview does. A failing query is refused, unless the request says to save it;
/// then the metric is marked as failing.
/// </summary>
internal sealed class CheckMetric(ManagerDb db, StatsWorkerClient stats)
{
    private const string NoDatabase = "No analytics database is connected, so the query was not checked.";

    /// <param name="project">Key of the project.</param>
    /// <param name="definition">The metric to save.</param>
    /// <param name="saved">The metric as it is; null for a new one.</param>
    /// <param name="saveFailing">Save it even if it fails or cannot be checked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<MetricCheckResult>> RunAsync(
        string project,
        MetricDefinition definition,
        Metric? saved,
        bool saveFailing,
        CancellationToken cancellationToken
    )
    {
        var isSame = saved is not null && Queries(saved.ToDefinition()) == Queries(definition);
        if (isSame && saved!.CheckState == MetricCheck.Passed)
        {
            return saved.CheckResult;
        }

        if (CheckSql(definition) is { } forbidden)
        {
            return ToVerdict(forbidden, saveFailing);
        }

        var source = await db
            .AnalyticsDatabases.AsNoTracking()
            .SingleOrDefaultAsync(d => db.Projects.Any(p => p.Id == d.ProjectId && p.Key == project), cancellationToken);
        if (source is null)
        {
            return isSame ? saved!.CheckResult : new MetricCheckResult(MetricCheck.Unchecked, NoDatabase);
        }

        var preview = await stats.PreviewAsync(new() { Source = source.ToSource(), Metric = definition }, cancellationToken);
        var reason = preview.Succeeded(out var report, out var unavailable)
            ? report.Credentials.Ok
                ? null
                : report.Credentials.Message
            : unavailable.Message;
        return reason is null ? ToVerdict(report!, saveFailing)
            : isSame ? saved!.CheckResult
            : saveFailing ? new MetricCheckResult(MetricCheck.Unchecked, reason)
            : new Refusal.Unavailable($"The query could not be checked, so the metric is not saved. {reason}");
    }

    private static Outcome<MetricCheckResult> ToVerdict(MetricReport report, bool saveFailing)
    {
        if (report.Ok)
        {
            return new MetricCheckResult(MetricCheck.Passed, null);
        }

        var reports = new List<(string Field, QueryReport? Report)> { ("query", report.Query), ("denominatorQuery", report.Denominator) };
        reports.AddRange((report.Steps ?? []).Select((step, number) => (FunnelForm.QueryField(number), (QueryReport?)step)));
        var wrong = reports.FindAll(one => one.Report is { Ok: false, Code: not null });
        var errors =
            wrong.Count > 0
                ? wrong.ToDictionary(one => one.Field, one => new[] { one.Report!.Message })
                : new() { ["query"] = [report.Query.Message] };
        var message = string.Join(' ', errors.Values.SelectMany(e => e));
        return saveFailing
            ? new MetricCheckResult(MetricCheck.Failing, message)
            : new Refusal.Unworkable(message, wrong.FirstOrDefault().Report?.Code ?? CheckCodes.QueryFails, errors, report);
    }

    /// <summary>Checks that need no database; null when all queries may be sent.</summary>
    private static MetricReport? CheckSql(MetricDefinition metric)
    {
        var isValid = SqlValidator.TryValidate(metric.Query, out _, out var query);
        string? denominator = null;
        isValid &= metric.DenominatorQuery is null || SqlValidator.TryValidate(metric.DenominatorQuery, out _, out denominator);
        var steps = (metric.Steps ?? [])
            .Select(step => SqlValidator.TryValidate(step.Query, out _, out var reason) ? null : reason)
            .ToList();
        return isValid && steps.TrueForAll(reason => reason is null)
            ? null
            : new()
            {
                Ok = false,
                Credentials = new() { Ok = true, Message = "Not connected: the query is not allowed." },
                Query = Report(query),
                Denominator = metric.DenominatorQuery is null ? null : Report(denominator),
                Steps = metric.Steps is null ? null : [.. steps.Select(Report)],
            };
    }

    private static QueryReport Report(string? reason) =>
        reason is null
            ? new()
            {
                Ok = false,
                Ran = false,
                Message = "Not run: fix the other query first.",
            }
            : new()
            {
                Ok = false,
                Ran = false,
                Code = CheckCodes.QueryRefused,
                Message = reason,
            };

    private static (MetricType, string, string?, string) Queries(MetricDefinition metric) =>
        (metric.Type, metric.Query, metric.DenominatorQuery, string.Join('\0', (metric.Steps ?? []).Select(step => step.Query)));
}
