using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>The traces that an operator sees in the dashboard: one for each request, and none for background work.</summary>
[Collection(nameof(RunningSystem))]
public sealed class TraceTests(RunningSystem system)
{
    private static readonly HttpClient Http = new();
    private const int ServerKind = 2;
    private const int ClientKind = 3;

    [Fact]
    public async Task An_edit_is_one_trace_from_the_request_to_both_replicas()
    {
        // Each service exports its spans in batches, so the trace becomes complete only after a while.
        await EditUntilAsync(traceId => IsComplete(system.Telemetry.Trace(traceId)));
    }

    [Fact]
    public async Task Background_work_starts_no_trace()
    {
        // By the time an edit has reached both replicas, every loop of every service has run a few times.
        await EditUntilAsync(traceId => ReplicasThatApplied(traceId).Distinct().Count() == 2);
        // Creating the flag was a request without a parent. Its root span shows that roots are received at all.
        await Eventually.IsTrueAsync(() => Roots().Any(span => span is { Service: "manager", Kind: ServerKind }));

        var roots = Roots();

        Assert.DoesNotContain(roots, span => span.Kind == ClientKind);
        Assert.DoesNotContain(
            roots,
            span =>
                span.Tags.Values.Any(value => value is "/health" or "/alive" || value.StartsWith("/internal/", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(roots, span => span.Tags.ContainsKey("db.query.text"));
    }

    private IEnumerable<string> ReplicasThatApplied(string traceId) =>
        system
            .Telemetry.Trace(traceId)
            .Where(span => span is { Service: "provider", Name: "waypost.flags.apply" })
            .Select(span => span.Instance);

    private List<ReceivedSpan> Roots() =>
        [.. system.Telemetry.Spans.Where(span => span.ParentId.Length == 0 && span.Service != "solarflare")];

    private static bool IsComplete(IReadOnlyList<ReceivedSpan> trace)
    {
        var applied = trace.Where(span => span is { Service: "provider", Name: "waypost.flags.apply" }).ToList();
        return trace.Where(IsChange).ToList() is [var change]
            && trace.Count(span => span is { Service: "manager", Name: "waypost.deliver" }) == 2
            && applied.DistinctBy(span => span.Instance).Count() == 2
            && applied.TrueForAll(span => Ancestors(trace, span).Contains(change.SpanId));
    }

    private static bool IsChange(ReceivedSpan span) => span is { Service: "manager", Name: "waypost.change" };

    private static List<string> Ancestors(IReadOnlyList<ReceivedSpan> trace, ReceivedSpan span)
    {
        var ancestors = new List<string>();
        for (var parent = span.ParentId; parent.Length > 0; parent = trace.SingleOrDefault(one => one.SpanId == parent)?.ParentId ?? "")
        {
            ancestors.Add(parent);
        }
        return ancestors;
    }

    /// <summary>
    /// Edits a new flag until an edit has been delivered as expected. A replica that was just unavailable fetches an edit itself, or gets
    /// its webhook twice, so the trace of that edit has other spans. The next edit follows when both replicas serve this one.
    /// </summary>
    private async Task EditUntilAsync(Func<string, bool> isDelivered)
    {
        var flag = await system.Manager.NewFlagAsync();
        var enabled = true;
        var traceIds = new List<string>();
        await Eventually.IsTrueAsync(async () =>
        {
            if (traceIds.Exists(isDelivered.Invoke))
            {
                return true;
            }
            if (traceIds is [] || (await IsServedAsync(flag, enabled) && system.Telemetry.Trace(traceIds[^1]).Any(IsChange)))
            {
                enabled = !enabled;
                traceIds.Add(ActivityTraceId.CreateRandom().ToHexString());
                await EditAsync(flag, enabled, traceIds[^1]);
            }
            return false;
        });
    }

    private async Task<bool> IsServedAsync(string flag, bool enabled)
    {
        var served = await Task.WhenAll(system.Provider(1).FlagsAsync(), system.Provider(2).FlagsAsync());
        return served.All(one => one?.Flags.TryGetValue(flag, out var found) == true && found["enabled"]!.GetValue<bool>() == enabled);
    }

    private async Task EditAsync(string flag, bool enabled, string traceId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{system.ManagerUrl}api/v1/{ManagerApi.SettingsOf(flag)}")
        {
            Content = JsonContent.Create(new { enabled }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", system.Manager.Token);
        request.Headers.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var response = await Http.SendAsync(request, TestTimeout.Token());
        response.EnsureSuccessStatusCode();
    }
}
