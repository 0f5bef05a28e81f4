namespace Waypost.Wire;

/// <summary>The paths on which the services call each other.</summary>
public static class WirePaths
{
    /// <summary>On the provider: <c>POST</c>, signed. Relative to its callback URL.</summary>
    public const string Webhooks = "/webhooks/flags";

    /// <summary>On the manager: <c>POST</c>, signed; <c>?wait=</c> seconds makes it a long poll.</summary>
    public const string Providers = "/internal/providers";

    /// <summary>On the manager: <c>GET</c>, signed.</summary>
    public const string SdkKeys = "/internal/sdk-keys";

    /// <summary>On the manager: the route template of <see cref="Snapshot"/>.</summary>
    public const string SnapshotRoute = "/internal/snapshots/{project}/{environment}";

    /// <summary>On the stats worker: <c>POST</c>, signed; <c>SourceCheckRequest</c> → <c>SourceReport</c>.</summary>
    public const string TestSource = "/internal/stats/source";

    /// <summary>On the stats worker: <c>POST</c>, signed; <c>MetricPreviewRequest</c> → <c>MetricReport</c>.</summary>
    public const string PreviewMetric = "/internal/stats/metric";

    /// <summary>On the stats worker: <c>POST</c>, signed; <c>PlanRequest</c> → <c>PlanReport</c>.</summary>
    public const string Plan = "/internal/stats/plan";

    /// <summary>On the manager: <c>GET</c>, signed; the newest snapshot of an environment, with an ETag.</summary>
    public static string Snapshot(string project, string environment) =>
        $"/internal/snapshots/{Uri.EscapeDataString(project)}/{Uri.EscapeDataString(environment)}";
}
