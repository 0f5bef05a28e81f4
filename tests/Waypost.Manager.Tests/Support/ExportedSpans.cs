using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Waypost.Manager.Tests.Support;

/// <summary>What a manager would export. Activities belong to the process, so other tests' managers are in here too.</summary>
internal sealed class ExportedSpans : BaseProcessor<Activity>
{
    public ConcurrentQueue<Activity> Ended { get; } = new();

    public void Listen(IServiceCollection services) => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(this));

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            Ended.Enqueue(data);
        }
    }

    public async Task UntilAsync(Func<Activity, bool> which)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!Ended.Any(which))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>The one trace that began with this request to this manager; a request's span ends a moment after its answer.</summary>
    public async Task<IReadOnlyList<Activity>> OfAsync(Uri manager, string method, string path)
    {
        bool IsRoot(Activity span) =>
            IsRequestTo(manager, span) && method.Equals(span.GetTagItem("http.request.method")) && path.Equals(span.GetTagItem("url.path"));
        await UntilAsync(IsRoot);
        var root = Assert.Single(Ended, IsRoot);
        Assert.Equal(default, root.ParentSpanId);
        return [.. Ended.Where(span => span.TraceId == root.TraceId)];
    }

    public static bool IsRequestTo(Uri manager, Activity span) =>
        span.Kind == ActivityKind.Server && span.GetTagItem("server.port") is int port && port == manager.Port;
}
