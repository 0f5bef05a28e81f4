using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Sql;

namespace Waypost.Manager.Features.Metrics;

/// <summary>
/// Runs a metric's query before the metric is saved, as the preview does. What fails is refused, unless whoever saves it says that it shall
/// be
/// saved all the same; then it carries the mark.
/// </summary>
internal sealed class CheckMetric(ManagerDb db, StatsWorker stats)
{
    private const string NoDatabase = "No events database is connected, so the query was not tried.";

    /// <param name="project">Key of the project.</param>
    /// <param name="wanted">What is to be saved.</param>
    /// <param name="saved">The metric as it is; null for a new one.</param>
    /// <param name="saveFailing">Save it although it fails, or cannot be checked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<MetricVerdict>> RunAsync(
        string project,
        MetricDefinition wanted,
        Metric? saved,
        bool saveFailing,
        CancellationToken cancellationToken
    )
    {
        var isSame = saved is not null && Queries(saved.ToDefinition()) == Queries(wanted);
        if (isSame && saved!.CheckState == MetricCheck.Passed)
        {
            return saved.Verdict;
        }

        if (Forbidden(wanted) is { } forbidden)
        {
            return Judge(forbidden, saveFailing);
        }

        var source = await db
            .AnalyticsDatabases.AsNoTracking()
            .SingleOrDefaultAsync(d => db.Projects.Any(p => p.Id == d.ProjectId && p.Key == project), cancellationToken);
        if (source is null)
        {
            return isSame ? saved!.Verdict : new MetricVerdict(MetricCheck.Unchecked, NoDatabase);
        }

        var asked = await stats.PreviewAsync(new() { Source = source.ToSource(), Metric = wanted }, cancellationToken);
        var whyNot = asked.Succeeded(out var report, out var away)
            ? report.Credentials.Ok
                ? null
                : report.Credentials.Message
            : away.Message;
        return whyNot is null ? Judge(report!, saveFailing)
            : isSame ? saved!.Verdict
            : saveFailing ? new MetricVerdict(MetricCheck.Unchecked, whyNot)
            : new Refusal.Unavailable($"The query could not be checked, so the metric is not saved. {whyNot}");
    }

    private static Outcome<MetricVerdict> Judge(MetricReport report, bool saveFailing)
    {
        if (report.Ok)
        {
            return new MetricVerdict(MetricCheck.Passed, null);
        }

        var errors = new Dictionary<string, string[]>();
        Add("query", report.Query);
        Add("denominatorQuery", report.Denominator);
        var message = string.Join(' ', errors.Values.SelectMany(e => e));
        var code = (report.Query is { Ok: false, Code: not null } first ? first : report.Denominator)?.Code ?? CheckCodes.QueryFails;
        return saveFailing ? new MetricVerdict(MetricCheck.Failing, message) : new Refusal.Unworkable(message, code, errors, report);

        void Add(string field, QueryReport? query)
        {
            if (
                query is { Ok: false, Code: not null }
                || (query is { Ok: false } && field == "query" && report.Denominator is null or { Ok: true })
            )
            {
                errors[field] = [query.Message];
            }
        }
    }

    /// <summary>What no database needs to be asked for: null when both queries may be sent.</summary>
    private static MetricReport? Forbidden(MetricDefinition metric)
    {
        var fine = SqlValidator.TryValidate(metric.Query, out _, out var query);
        string? denominator = null;
        fine &= metric.DenominatorQuery is null || SqlValidator.TryValidate(metric.DenominatorQuery, out _, out denominator);
        return fine
            ? null
            : new()
            {
                Ok = false,
                Credentials = new() { Ok = true, Message = "Not asked: the query would not be run." },
                Query = Report(query),
                Denominator = metric.DenominatorQuery is null ? null : Report(denominator),
            };
    }

    private static QueryReport Report(string? whyNot) =>
        whyNot is null
            ? new()
            {
                Ok = false,
                Ran = false,
                Message = "Not run: the other query comes first.",
            }
            : new()
            {
                Ok = false,
                Ran = false,
                Code = CheckCodes.QueryRefused,
                Message = whyNot,
            };

    private static (MetricType, string, string?) Queries(MetricDefinition metric) => (metric.Type, metric.Query, metric.DenominatorQuery);
}
