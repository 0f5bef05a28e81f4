using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Waypost.Flags;
using Waypost.Sdk.Caching;
using Waypost.Sdk.Exposures;
using Waypost.Sdk.Streaming;

namespace Waypost.Sdk;

/// <summary>
/// Streams flags from a provider and evaluates them in process. Starts when it is created. Thread-safe; use one per process.
/// <code>await using var client = new WaypostClient(new() { SdkKey = "wp_server_…", ProviderUrl = "http://localhost:5050" });</code>
/// </summary>
public sealed partial class WaypostClient : IWaypostClient
{
    private readonly CancellationTokenSource stopping = new();
    private readonly WaypostOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly FlagStore store;
    private readonly ConnectionMonitor monitor;
    private readonly ExposureReporter? exposures;
    private readonly DefaultHttpClients? httpClients;
    private readonly CacheWriter? cacheWriter;
    private readonly Task loops;
    private int disposed;

    /// <summary>For applications without dependency injection; with it, call <c>AddWaypost</c>.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Lists every invalid setting.</exception>
    public WaypostClient(WaypostOptions options, ILoggerFactory? loggers = null)
        : this(options, new DefaultHttpClients(), loggers, TimeProvider.System, Random.Shared.NextDouble) { }

    private WaypostClient(
        WaypostOptions options,
        DefaultHttpClients httpClients,
        ILoggerFactory? loggers,
        TimeProvider time,
        Func<double> random
    )
        : this(options, httpClients.Create, loggers, time, random) => this.httpClients = httpClients;

    /// <param name="options">Validated by this constructor.</param>
    /// <param name="createClient">Creates an HTTP client for one connection.</param>
    /// <param name="loggers">Null for no logging.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Returns numbers from 0 (inclusive) to 1 (exclusive); thread-safe.</param>
    internal WaypostClient(
        WaypostOptions options,
        Func<HttpClient> createClient,
        ILoggerFactory? loggers,
        TimeProvider time,
        Func<double> random
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        WaypostOptionsValidator.ThrowIfInvalid(options);
        this.options = options;
        this.time = time;
        logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Waypost.Sdk");
        store = new(this, logger);
        monitor = new(time, options.StaleAfter, logger);
        exposures = options.OnExposure is { } onExposure ? new(onExposure, options, time, logger) : null;

        var file = string.IsNullOrEmpty(options.CacheFile) ? null : new CacheFile(options.CacheFile, options.SdkKey);
        InitialFlags.Load(store, file, options.Bootstrap, logger);
        if (file is not null)
        {
            cacheWriter = new(file, time, logger);
            store.Changed += (_, _) => cacheWriter.Enqueue(store.Snapshot!);
        }

        loops = StartLoops(createClient, random);
    }

    /// <inheritdoc/>
    public event EventHandler<FlagsChangedEventArgs>? Changed
    {
        add => store.Changed += value;
        remove => store.Changed -= value;
    }

    /// <inheritdoc/>
    public WaypostStatus Status => monitor.GetStatus(store.Snapshot is not null);

    /// <inheritdoc/>
    public SnapshotVersion? Version => store.Snapshot is { } snapshot ? SnapshotVersion.Of(snapshot) : null;

    /// <summary>A client for tests, without a server: <c>WaypostClient.ForTesting().Set("quote-form", true)</c>.</summary>
    public static TestWaypostClient ForTesting() => new(TimeProvider.System);

    /// <inheritdoc/>
    public async Task<bool> WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!options.Offline)
        {
            try
            {
                await monitor.FirstConnected.WaitAsync(options.ReadyTimeout, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                monitor.LogNotReady(options.ReadyTimeout, Status);
            }
        }

        return store.Snapshot is not null;
    }

    /// <summary>Closes the stream and writes pending changes to the cache file. Evaluations still use the last known flags.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        await loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        monitor.Close();
        cacheWriter?.Dispose();
        httpClients?.Dispose();
        stopping.Dispose();
    }

    /// <summary>Replaces the flags whatever their version.</summary>
    internal void SetFlags(Snapshot snapshot)
    {
        store.Replace(snapshot);
        store.RaiseChanged();
    }

    private Task StartLoops(Func<HttpClient> createClient, Func<double> random)
    {
        // The loops outlive the caller, so they must not inherit the trace, log scope or culture of a request.
        using var _ = ExecutionContext.SuppressFlow();
        var token = stopping.Token;
        List<Task> started = [];
        if (!options.Offline)
        {
            var connection = new StreamConnection(options, createClient, store, monitor, time);
            var loop = new StreamLoop(connection, store, monitor, new Backoff(random), time);
            started.Add(Task.Run(() => loop.RunAsync(token), CancellationToken.None));
        }

        if (cacheWriter is not null)
        {
            started.Add(Task.Run(() => cacheWriter.RunAsync(token), CancellationToken.None));
        }

        return Task.WhenAll(started);
    }
}
