using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Waypost.Flags;
using Waypost.Sdk.Exposures;
using Waypost.Sdk.Keeping;
using Waypost.Sdk.Streaming;

namespace Waypost.Sdk;

/// <summary>
/// Streams flags from a provider, keeps them, evaluates in process. Starts when it is made; thread-safe; one for a process.
/// <code>await using var client = new WaypostClient(new() { SdkKey = "wp_server_…", ProviderUrl = "http://localhost:5050" });</code>
/// </summary>
public sealed partial class WaypostClient : IWaypostClient
{
    private readonly CancellationTokenSource stop = new();
    private readonly WaypostOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly FlagStore store;
    private readonly Liveness liveness;
    private readonly ExposureReporter? exposures;
    private readonly OwnClients? ownClients;
    private readonly CacheWriter? cache;
    private readonly Task running;
    private int disposed;

    /// <summary>For applications without dependency injection; others call <c>AddWaypost</c>.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Lists every faulty setting.</exception>
    public WaypostClient(WaypostOptions options, ILoggerFactory? loggers = null)
        : this(options, new OwnClients(), loggers, TimeProvider.System, Random.Shared.NextDouble) { }

    private WaypostClient(WaypostOptions options, OwnClients own, ILoggerFactory? loggers, TimeProvider time, Func<double> random)
        : this(options, own.Create, loggers, time, random) => ownClients = own;

    /// <param name="options">Checked here.</param>
    /// <param name="clients">Makes a client for one connection.</param>
    /// <param name="loggers">None: no logging.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Draws from 0 (inclusive) to 1 (exclusive); thread-safe.</param>
    internal WaypostClient(
        WaypostOptions options,
        Func<HttpClient> clients,
        ILoggerFactory? loggers,
        TimeProvider time,
        Func<double> random
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        WaypostOptionsValidator.Check(options);
        this.options = options;
        this.time = time;
        logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Waypost.Sdk");
        store = new(this, logger);
        liveness = new(time, options.StaleAfter, logger);
        exposures = options.OnExposure is { } report ? new(report, options, time, logger) : null;

        var file = string.IsNullOrEmpty(options.CacheFile) ? null : new CacheFile(options.CacheFile, options.SdkKey);
        FirstFlags.Load(store, file, options.Bootstrap, logger);
        if (file is not null)
        {
            cache = new(file, time, logger);
            store.Changed += (_, _) => cache.Offer(store.Held!);
        }

        running = Start(clients, random);
    }

    /// <inheritdoc/>
    public event EventHandler<FlagsChangedEventArgs>? Changed
    {
        add => store.Changed += value;
        remove => store.Changed -= value;
    }

    /// <inheritdoc/>
    public WaypostStatus Status => liveness.Status(store.Held is not null);

    /// <inheritdoc/>
    public SnapshotVersion? Version => store.Held is { } held ? SnapshotVersion.Of(held) : null;

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
                await liveness.FirstContact.WaitAsync(options.ReadyTimeout, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                liveness.NotReadyInTime(options.ReadyTimeout, Status);
            }
        }

        return store.Held is not null;
    }

    /// <summary>Closes the stream and writes what the cache file still lacks. Evaluations go on with the flags held.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        liveness.Close();
        cache?.Dispose();
        ownClients?.Dispose();
        stop.Dispose();
    }

    /// <summary>Replaces what is held, whatever its version.</summary>
    internal void Hold(Snapshot snapshot)
    {
        store.Replace(snapshot);
        store.Announce();
    }

    private Task Start(Func<HttpClient> clients, Func<double> random)
    {
        // The loops outlive whoever made the client: they belong to no request's trace, log scope or culture.
        using var _ = ExecutionContext.SuppressFlow();
        var token = stop.Token;
        List<Task> loops = [];
        if (!options.Offline)
        {
            var connection = new StreamConnection(options, clients, store, liveness, time);
            var loop = new StreamLoop(connection, store, liveness, new Backoff(random), time);
            loops.Add(Task.Run(() => loop.RunAsync(token), CancellationToken.None));
        }

        if (cache is not null)
        {
            loops.Add(Task.Run(() => cache.RunAsync(token), CancellationToken.None));
        }

        return Task.WhenAll(loops);
    }
}
