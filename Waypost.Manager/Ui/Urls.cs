using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Waypost.Manager.Ui;

/// <summary>All URLs of the interface. The URL holds the state of a page; parameters left out have their defaults.</summary>
public static class Urls
{
    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";
    public const string Setup = "/setup";
    public const string Account = "/account";
    public const string Tokens = "/account/tokens";
    public const string SetTheme = "/account/theme";
    public const string PaletteItems = "/ui/finder";
    public const string ApiDocs = "/api/docs";

    public static string Flags(
        string project,
        string? environment = null,
        string? search = null,
        string? state = null,
        string? tag = null,
        string? sort = null,
        int page = 1
    ) =>
        $"{Project(project)}/flags"
        + Query(
            ("environment", environment),
            ("search", search),
            ("state", state),
            ("tag", tag),
            ("sort", sort),
            ("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null)
        );

    /// <summary>The flag's page, asking for confirmation before the flag is switched off under a running experiment.</summary>
    /// <param name="back">Where to go afterwards.</param>
    public static string SwitchOff(string project, string environment, string flag, string back) =>
        $"{Project(project)}/flags/{Uri.EscapeDataString(flag)}{Query(("environment", environment), ("switch-off", back))}";

    public static string Flags(Workspace workspace) => Flags(workspace.Project.Key, workspace.Environment.Key);

    public static string Flag(Workspace workspace, string flag) => Flag(workspace.Project.Key, workspace.Environment.Key, flag);

    public static string FlagAbout(Workspace workspace, string flag) => FlagAbout(workspace.Project.Key, workspace.Environment.Key, flag);

    public static string FlagExperiments(Workspace workspace, string flag) =>
        FlagExperiments(workspace.Project.Key, workspace.Environment.Key, flag);

    public static string NewFlag(Workspace workspace) => NewFlag(workspace.Project.Key, workspace.Environment.Key);

    public static string Experiment(Workspace workspace, long id) => Experiment(workspace.Project.Key, workspace.Environment.Key, id);

    public static string Experiments(Workspace workspace) => Experiments(workspace.Project.Key, workspace.Environment.Key);

    public static string SdkKeys(Workspace workspace) => SdkKeys(workspace.Project.Key, workspace.Environment.Key);

    public static string Flag(string project, string environment, string flag) =>
        $"{Project(project)}/flags/{Uri.EscapeDataString(flag)}{Query(("environment", environment))}";

    public static string FlagAbout(string project, string environment, string flag) =>
        $"{Project(project)}/flags/{Uri.EscapeDataString(flag)}/about{Query(("environment", environment))}";

    /// <summary>Not below /flags/: a flag may be called "new".</summary>
    public static string NewFlag(string project, string? environment = null, string? name = null) =>
        $"{Project(project)}/new-flag{Query(("environment", environment), ("name", name))}";

    public static string AuditLog(
        string project,
        string? environment = null,
        string? flag = null,
        string? type = null,
        string? actor = null,
        string? cursor = null
    ) =>
        $"{Project(project)}/events"
        + Query(("environment", environment), ("flag", flag), ("type", type), ("actor", actor), ("cursor", cursor));

    public static string SdkKeys(string project, string environment) =>
        $"{Project(project)}/environments/{Uri.EscapeDataString(environment)}/sdk-keys";

    public static string Layers(string project, string? environment = null) =>
        $"{Project(project)}/layers{Query(("environment", environment))}";

    /// <summary>The report of a holdout; of the newest one without an id.</summary>
    public static string Holdout(string project, int? id = null, string? environment = null) =>
        Project(project)
        + (id is { } known ? $"/holdouts/{known.ToString(CultureInfo.InvariantCulture)}" : "/holdouts")
        + Query(("environment", environment));

    public static string HoldoutCsv(string project, int id) =>
        $"{Project(project)}/holdouts/{id.ToString(CultureInfo.InvariantCulture)}/report.csv";

    public static string AnalyticsDatabase(string project, string? environment = null) =>
        $"{Project(project)}/events-database{Query(("environment", environment))}";

    public static string Metrics(string project, string? environment = null) =>
        $"{Project(project)}/metrics{Query(("environment", environment))}";

    public static string Metric(string project, string metric) => $"{Project(project)}/metrics/{Uri.EscapeDataString(metric)}";

    public static string NewMetric(string project) => $"{Project(project)}/new-metric";

    public static string Experiments(string project, string? environment = null) =>
        $"{Project(project)}/experiments{Query(("environment", environment))}";

    public static string Experiment(string project, string environment, long id) =>
        $"{ExperimentPath(project, id)}{Query(("environment", environment))}";

    public static string NewExperiment(string project, string? environment = null, string? flag = null) =>
        $"{Project(project)}/new-experiment{Query(("environment", environment), ("flag", flag))}";

    public static string FlagExperiments(string project, string environment, string flag) =>
        $"{Project(project)}/flags/{Uri.EscapeDataString(flag)}/experiments{Query(("environment", environment))}";

    /// <summary>An experiment's page at its charts over time.</summary>
    public static string OverTime(string project, string environment, long id, string metric, string? variant) =>
        ExperimentPath(project, id) + Query(("environment", environment), ("metric", metric), ("variant", variant)) + "#over-time";

    public static string HistoryCsv(string project, long id, string metric) =>
        $"{ExperimentPath(project, id)}/history.csv{Query(("metric", metric))}";

    public static string Breakdown(string project, string environment, long id, string column, string? metric, string? variant) =>
        ExperimentPath(project, id)
        + Query(("environment", environment), ("column", column), ("metric", metric), ("variant", variant))
        + "#breakdown";

    public static string BreakdownCsv(string project, long id, string column) =>
        $"{ExperimentPath(project, id)}/breakdown.csv{Query(("column", column))}";

    public static string ResultsCsv(string project, long id) => $"{ExperimentPath(project, id)}/results.csv";

    public static string ResultsJson(string project, long id) => $"{ExperimentPath(project, id)}/results.json";

    public static string Report(string project, string environment, long id) =>
        $"{ExperimentPath(project, id)}/report{Query(("environment", environment))}";

    public static string ReportMarkdown(string project, long id) => $"{ExperimentPath(project, id)}/report.md";

    /// <summary>The token is in the query, which is in no log and no trace.</summary>
    public static string SharedReport(string token) => "/shared" + Query(("link", token));

    /// <param name="extension">json, R or py.</param>
    public static string Receipt(string project, long id, string extension) => $"{ExperimentPath(project, id)}/receipt.{extension}";

    public static string SignInThen(string returnUrl) => SignIn + Query(("returnUrl", returnUrl));

    /// <param name="returnUrl">The page from which a form was posted after the session had ended.</param>
    /// <param name="kept">Whether what was typed will be restored there.</param>
    public static string SignInAgain(string returnUrl, bool kept) =>
        SignIn + Query(("returnUrl", returnUrl), ("draft", kept ? "kept" : "none"));

    /// <summary>The URL if it is a path of this site, else "/": protects against open redirects.</summary>
    public static string Local(string? url) => url is ['/', ..] and not ['/', '/' or '\\', ..] && !url.Any(char.IsControl) ? url : "/";

    private static string ExperimentPath(string project, long id) =>
        string.Create(CultureInfo.InvariantCulture, $"{Project(project)}/experiments/{id}");

    private static string Project(string project) => $"/projects/{Uri.EscapeDataString(project)}";

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in parts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return query.ToString();
    }
}
