using System.Diagnostics;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Waypost.Manager.Data;

namespace Waypost.Manager.Delivery;

/// <summary>
/// Brings one replica up to date and keeps it there: one request at a time, always the newest state. A dead replica only
/// ever holds up its own pump.
/// </summary>
internal sealed partial class Pump(
    Replica replica,
    Newest newest,
    Payloads payloads,
    Webhooks webhooks,
    ReplicaRows rows,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    private readonly CircuitBreakerManualControl breaker = new();

    /// <summary>Runs until cancelled: the lease lapsed, or the manager stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pipeline = Pipeline();
        while (!cancellationToken.IsCancellationRequested)
        {
            var moved = newest.Moved;
            var changed = replica.Changed;
            if (Owed() is null || replica.CallbackUrl is null)
            {
                await Task.WhenAny(moved, changed).WaitAsync(cancellationToken);
                continue;
            }

            // A replica that registers anew is back: no need to sit out the pause it earned while it was away.
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sending = pipeline.ExecuteAsync(SendNewestAsync, attempt.Token).AsTask();
            while (await Task.WhenAny(sending, changed).WaitAsync(cancellationToken) != sending)
            {
                changed = replica.Changed;
                if (replica.IsFailing)
                {
                    await attempt.CancelAsync();
                    await breaker.CloseAsync(cancellationToken);
                    break;
                }
            }

            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (sending.IsFaulted && sending.Exception.InnerException is { } surprise)
            {
                throw surprise;
            }
        }
    }

    private Delivery? Owed() => newest.Versions is { } versions ? Dispatch.Next(replica.Held, versions) : null;

    /// <summary>Looks anew at every attempt what is owed by now, so that a retry never sends old news.</summary>
    private async ValueTask SendNewestAsync(CancellationToken cancellationToken)
    {
        if (
            Owed() is not { } delivery
            || replica.CallbackUrl is not { } callbackUrl
            || await payloads.BuildAsync(delivery, cancellationToken) is not { } payload
        )
        {
            return;
        }

        var result = await SendAsync(payload, callbackUrl, cancellationToken);
        Count(result.ToString().ToLowerInvariant());
        if (result == WebhookResult.TooLarge || (result == WebhookResult.Mismatch && delivery is not Delivery.Changes))
        {
            // Nothing smaller or more whole to send: the long poll tells the replica to fetch, and the pump backs off meanwhile.
            throw new HttpRequestException($"the replica answers {result} to {delivery.GetType().Name.ToLowerInvariant()}");
        }

        replica.Acknowledged(
            result == WebhookResult.Mismatch && payload.Environment is { } environment
                ? held => held.With(environment, null)
                : payload.Acknowledged
        );
        await rows.SaveAsync(replica, cancellationToken);
    }

    /// <summary>
    /// The trace of the edit runs on here, however much later the pump sends. What no edit led to (keys, a whole environment for a replica
    /// that is new) has none to continue, and starts none.
    /// </summary>
    private async Task<WebhookResult> SendAsync(Payload payload, Uri callbackUrl, CancellationToken cancellationToken)
    {
        using var activity = ActivityContext.TryParse(payload.TraceParent, null, isRemote: true, out var edit)
            ? Instruments.Source.StartActivity("waypost.deliver", ActivityKind.Producer, edit)
            : null;
        activity?.SetTag("waypost.provider", replica.InstanceId).SetTag("waypost.environment", payload.Environment);
        var result = await webhooks.SendAsync(callbackUrl, payload.Body, cancellationToken);
        activity?.SetTag("waypost.outcome", result.ToString().ToLowerInvariant());
        return result;
    }

    private ResiliencePipeline Pipeline()
    {
        var handled = new PredicateBuilder()
            .Handle<HttpRequestException>()
            .Handle<TimeoutRejectedException>()
            .Handle<BrokenCircuitException>()
            .Handle<IOException>()
            .Handle<NpgsqlException>();
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new()
                {
                    ShouldHandle = handled,
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = FirstDelay,
                    MaxDelay = LongestDelay,
                    OnRetry = OnFailed,
                }
            )
            .AddCircuitBreaker(
                new()
                {
                    ShouldHandle = handled,
                    FailureRatio = 0.5,
                    MinimumThroughput = 4,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = Break,
                    ManualControl = breaker,
                }
            )
            .AddTimeout(Timeout)
            .Build();
    }

    private ValueTask OnFailed(OnRetryArguments<object> failed)
    {
        replica.Failed();
        Count("failed");
        if (failed.AttemptNumber == 0)
        {
            Log.Failing(logger, replica.InstanceId, failed.Outcome.Exception!.Message);
        }

        return default;
    }

    private static void Count(string result) => Instruments.WebhookAttempts.Add(1, new KeyValuePair<string, object?>("result", result));

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Provider {InstanceId} does not take webhooks ({Reason}). Trying again; until then it learns of changes by its "
                + "long poll."
        )]
        public static partial void Failing(ILogger logger, string instanceId, string reason);
    }
}
