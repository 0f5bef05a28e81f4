using Polly;
using Polly.Retry;
using Waypost.ServiceDefaults;

namespace Waypost.FlagProvider.Upstream;

/// <summary>Reconciles with the manager for the life of the process. A failed round is retried with exponential, jittered delays.</summary>
internal sealed partial class ReconcileLoop : BackgroundService
{
    // Minimum length of a round: a manager that answers at once although nothing changed must not cause a busy loop.
    private static readonly TimeSpan RoundWithChanges = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RoundWithoutChanges = TimeSpan.FromSeconds(1);

    private readonly Reconciler reconciler;
    private readonly ManagerStatus status;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider time;
    private readonly ILogger<ReconcileLoop> logger;
    private readonly ResiliencePipeline pipeline;
    private readonly OutageTracker outage;
    private CancellationTokenSource wake = new();

    public ReconcileLoop(
        Reconciler reconciler,
        ManagerStatus status,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<ReconcileLoop> logger
    )
    {
        this.reconciler = reconciler;
        this.status = status;
        this.lifetime = lifetime;
        this.time = time;
        this.logger = logger;
        outage = new OutageTracker(time);
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = TimeSpan.FromMilliseconds(500),
                    MaxDelay = TimeSpan.FromSeconds(10),
                    UseJitter = true,
                    ShouldHandle = arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Exception is { } exception
                                && Reconciler.IsRemoteFailure(exception, arguments.Context.CancellationToken)
                        ),
                    OnRetry = arguments =>
                    {
                        OnFailed(arguments.Outcome.Exception!);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
    }

    /// <summary>Starts the next round now instead of waiting for the manager's response.</summary>
    public void Wake() => Interlocked.Exchange(ref wake, new CancellationTokenSource()).Cancel();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitForStartAsync(stoppingToken);
                await pipeline.ExecuteAsync(RunRoundAsync, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Outermost frame of the loop: the provider must keep following the manager, whatever failed.
                Log.Failed(logger, exception);
                status.RecordFailure();
                await Task.Delay(RoundWithoutChanges, time, stoppingToken);
            }
        }
    }

    private async ValueTask RunRoundAsync(CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        var woken = Volatile.Read(ref wake).Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, woken);
        var changed = true;
        try
        {
            changed = await reconciler.ReconcileAsync(either.Token);
            OnSucceeded();
        }
        catch (OperationCanceledException) when (woken.IsCancellationRequested && !stoppingToken.IsCancellationRequested) { }

        var remaining = (changed ? RoundWithChanges : RoundWithoutChanges) - time.GetElapsedTime(started);
        if (remaining > TimeSpan.Zero)
        {
            await Task.Delay(remaining, time, stoppingToken);
        }
    }

    /// <summary>The callback URL is only known once the server listens.</summary>
    private async Task WaitForStartAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
    }

    private void OnFailed(Exception exception)
    {
        status.RecordFailure();
        Log.ManagerLost(logger, outage.RecordFailure(), Describe(exception));
    }

    // HttpRequestException's own message is often generic; its cause says what happened.
    private static string Describe(Exception exception) =>
        exception.GetBaseException() is { } cause
        && cause != exception
        && !exception.Message.Contains(cause.Message, StringComparison.Ordinal)
            ? $"{exception.Message} {cause.Message}"
            : exception.Message;

    private void OnSucceeded()
    {
        if (outage.RecordRecovery())
        {
            Log.ManagerRecovered(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "The manager cannot be reached: {Reason} Serving the last known good flags; retrying until it answers")]
        public static partial void ManagerLost(ILogger logger, LogLevel level, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The manager answers again; flags and SDK keys are up to date")]
        public static partial void ManagerRecovered(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "Reconciling with the manager failed unexpectedly")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
