using Polly;
using Polly.Retry;
using Waypost.ServiceDefaults;

namespace Waypost.FlagProvider.Upstream;

/// <summary>Round after round, for as long as the process lives. A failed round is tried again with growing, jittered pauses.</summary>
internal sealed partial class ReconcileLoop : BackgroundService
{
    // A manager that answers at once although nothing changed must not make this a busy loop.
    private static readonly TimeSpan AfterChange = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterNothing = TimeSpan.FromSeconds(1);

    private readonly Reconciler reconciler;
    private readonly ManagerContact contact;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider time;
    private readonly ILogger<ReconcileLoop> logger;
    private readonly ResiliencePipeline pipeline;
    private readonly OutageTracker outage;
    private CancellationTokenSource wake = new();

    public ReconcileLoop(
        Reconciler reconciler,
        ManagerContact contact,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<ReconcileLoop> logger
    )
    {
        this.reconciler = reconciler;
        this.contact = contact;
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
                                && Reconciler.IsRemote(exception, arguments.Context.CancellationToken)
                        ),
                    OnRetry = arguments =>
                    {
                        Lost(arguments.Outcome.Exception!);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
    }

    /// <summary>Something changed that only the manager can tell: asks it now instead of waiting for its answer.</summary>
    public void Wake() => Interlocked.Exchange(ref wake, new CancellationTokenSource()).Cancel();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartedAsync(stoppingToken);
                await pipeline.ExecuteAsync(RoundAsync, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The loop's outermost frame: whatever it was, a provider that stops following is worse.
                Log.Failed(logger, exception);
                contact.Failed();
                await Task.Delay(AfterNothing, time, stoppingToken);
            }
        }
    }

    private async ValueTask RoundAsync(CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        var woken = Volatile.Read(ref wake).Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, woken);
        var changed = true;
        try
        {
            changed = await reconciler.RoundAsync(either.Token);
            Found();
        }
        catch (OperationCanceledException) when (woken.IsCancellationRequested && !stoppingToken.IsCancellationRequested) { }

        var rest = (changed ? AfterChange : AfterNothing) - time.GetElapsedTime(started);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, stoppingToken);
        }
    }

    /// <summary>The callback address is only known once the server listens.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
    }

    private void Lost(Exception exception)
    {
        contact.Failed();
        Log.ManagerLost(logger, outage.RecordFailure(), Reason(exception));
    }

    // "An error occurred while sending the request" says nothing; what caused it does.
    private static string Reason(Exception exception) =>
        exception.GetBaseException() is { } cause
        && cause != exception
        && !exception.Message.Contains(cause.Message, StringComparison.Ordinal)
            ? $"{exception.Message} {cause.Message}"
            : exception.Message;

    private void Found()
    {
        if (outage.RecordRecovery())
        {
            Log.ManagerFound(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "The manager cannot be followed: {Reason} Serving the last known good; trying again without end")]
        public static partial void ManagerLost(ILogger logger, LogLevel level, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The manager answers; everything is up to date")]
        public static partial void ManagerFound(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "Following the manager failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
