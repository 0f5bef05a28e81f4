using System.Diagnostics;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Waypost.Manager.Data;

namespace Waypost.Manager.Delivery;

/// <summary>
/// Keeps one replica up to date: one request at a time, always the latest state. An unavailable replica delays only its own updater.
/// </summary>
internal sealed partial class ReplicaUpdater(
    Replica replica,
    VersionWatcher watcher,
    WebhookPayloadBuilder payloads,
    WebhookClient webhooks,
    ReplicaStore store,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    private readonly CircuitBreakerManualControl breaker = new();

    /// <summary>Runs until cancelled: the lease expired, or the manager stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pipeline = Pipeline();
        while (!cancellationToken.IsCancellationRequested)
        {
            var moved = watcher.Changed;
            var changed = replica.Changed;
            if (NextUpdate() is null || replica.CallbackUrl is null)
            {
                await Task.WhenAny(moved, changed).WaitAsync(cancellationToken);
                continue;
            }

            // A replica that registers again is available: do not wait for the retry delay.
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
            if (sending.IsFaulted && sending.Exception.InnerException is { } unexpected)
            {
                throw unexpected;
            }
        }
    }

    private ReplicaUpdate? NextUpdate() => watcher.Versions is { } versions ? UpdatePlanner.Next(replica.State, versions) : null;

    /// <summary>Determines the next update at every attempt, so that a retry never sends an outdated state.</summary>
    private async ValueTask SendNewestAsync(CancellationToken cancellationToken)
    {
        if (
            NextUpdate() is not { } update
            || replica.CallbackUrl is not { } callbackUrl
            || await payloads.BuildAsync(update, cancellationToken) is not { } payload
        )
        {
            return;
        }

        var result = await SendAsync(payload, callbackUrl, cancellationToken);
        Count(result.ToString().ToLowerInvariant());
        if (result == DeliveryResult.TooLarge || (result == DeliveryResult.Mismatch && update is not ReplicaUpdate.Patch))
        {
            // There is nothing else to send: the long poll makes the replica fetch, and the updater backs off meanwhile.
            throw new HttpRequestException($"the replica answered {result} to {update.GetType().Name.ToLowerInvariant()}");
        }

        replica.Acknowledged(
            result == DeliveryResult.Mismatch && payload.Environment is { } environment
                ? state => state.With(environment, null)
                : payload.Acknowledged
        );
        await store.SaveAsync(replica, cancellationToken);
    }

    /// <summary>
    /// Continues the trace of the edit, even if it is sent much later. Updates without an edit (keys, a snapshot for a new replica) start
    /// no trace.
    /// </summary>
    private async Task<DeliveryResult> SendAsync(WebhookPayload payload, Uri callbackUrl, CancellationToken cancellationToken)
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
                    Delay = InitialDelay,
                    MaxDelay = MaxDelay,
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
            Message = "Provider {InstanceId} does not accept webhooks ({Reason}). Retrying; until then it receives changes by its "
                + "long poll."
        )]
        public static partial void Failing(ILogger logger, string instanceId, string reason);
    }
}
