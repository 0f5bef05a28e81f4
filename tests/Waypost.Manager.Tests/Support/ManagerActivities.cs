using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Waypost.Testing;

namespace Waypost.Manager.Tests.Support;

/// <summary>The activities that the managers of this test process would export.</summary>
internal static class ManagerActivities
{
    public static void Listen(this CapturedActivities activities, IServiceCollection services) =>
        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(activities));

    public static Task UntilAsync(this CapturedActivities activities, Func<Activity, bool> predicate) =>
        Eventually.IsTrueAsync(() => activities.Ended.Any(predicate));

    /// <summary>The one trace that began with this request to this manager. A request's activity ends shortly after its response.</summary>
    public static async Task<IReadOnlyList<Activity>> OfAsync(this CapturedActivities activities, Uri manager, string method, string path)
    {
        bool IsRoot(Activity activity) =>
            IsRequestTo(manager, activity)
            && method.Equals(activity.GetTagItem("http.request.method"))
            && path.Equals(activity.GetTagItem("url.path"));
        await activities.UntilAsync(IsRoot);
        var root = Assert.Single(activities.Ended, IsRoot);
        Assert.Equal(default, root.ParentSpanId);
        return [.. activities.Ended.Where(activity => activity.TraceId == root.TraceId)];
    }

    public static bool IsRequestTo(Uri manager, Activity activity) =>
        activity.Kind == ActivityKind.Server && activity.GetTagItem("server.port") is int port && port == manager.Port;
}
