using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Disk;

/// <summary>Loads the store from disk before the provider serves requests, and writes changes back.</summary>
internal sealed partial class DiskStore : BackgroundService
{
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimestampInterval = TimeSpan.FromMinutes(1);

    private readonly ReplicaFolder replica;
    private readonly FlagStore store;
    private readonly SdkKeyStore keys;
    private readonly TimeProvider time;
    private readonly Instruments instruments;
    private readonly ILogger<DiskStore> logger;
    private readonly long snapshotLimit;
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly PendingWrites pending;
    private bool isFailing;

    public DiskStore(
        IOptions<ProviderOptions> options,
        ReplicaFolder replica,
        FlagStore store,
        SdkKeyStore keys,
        TimeProvider time,
        Instruments instruments,
        ILogger<DiskStore> logger
    )
    {
        this.replica = replica;
        this.store = store;
        this.keys = keys;
        this.time = time;
        this.instruments = instruments;
        this.logger = logger;
        snapshotLimit = options.Value.SnapshotLimit;
        pending = new PendingWrites(store, keys);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (replica.IsConfigured)
        {
            if (Try(PrepareFolder))
            {
                Log.FolderInUse(logger, replica.OwnPath!);
            }

            new LastKnownGood(replica, Open, logger).LoadInto(store, keys, pending);
            store.Changed += _ => changes.Writer.TryWrite(true);
            keys.Changed += _ => changes.Writer.TryWrite(true);
            changes.Writer.TryWrite(true); // data loaded from another replica's folder has to be written to this one
        }

        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (replica.IsConfigured)
        {
            WritePending();
            UpdateTimestamps();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (replica.IsConfigured && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitForWorkAsync(stoppingToken);
                var pause = WritePending() ? WriteInterval : RetryInterval;
                await Task.Delay(pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private SnapshotFolder Open(string path, bool isOwn) => new(path, snapshotLimit, isOwn, time, logger);

    private SnapshotFolder OpenOwn() => Open(replica.GetOwnPath(), isOwn: true);

    /// <summary>Claims a folder if the replica has none or its folder was removed; nothing is known to be written there.</summary>
    private void PrepareFolder()
    {
        if (!replica.IsClaimed)
        {
            pending.Reset();
            replica.Claim();
        }

        OpenOwn().Prepare();
    }

    /// <summary>Completes when something changed or a failed write has to be retried. Updates the files' times in between.</summary>
    private async Task WaitForWorkAsync(CancellationToken stoppingToken)
    {
        while (!isFailing)
        {
            var changed = changes.Reader.WaitToReadAsync(stoppingToken).AsTask();
            using var delayCancellation = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var isChanged = await Task.WhenAny(changed, Task.Delay(TimestampInterval, time, delayCancellation.Token)) == changed;
            await delayCancellation.CancelAsync();
            if (isChanged)
            {
                break;
            }

            UpdateTimestamps();
        }

        changes.Reader.TryRead(out _);
        stoppingToken.ThrowIfCancellationRequested();
    }

    /// <returns>Whether all pending writes succeeded.</returns>
    private bool WritePending()
    {
        if (isFailing && !Try(PrepareFolder))
        {
            return false;
        }

        var succeeded = true;
        foreach (var write in pending.GetWrites())
        {
            succeeded &= Try(() => write(OpenOwn()));
        }

        if (succeeded && isFailing)
        {
            Log.Recovered(logger);
        }

        isFailing = !succeeded;
        return succeeded;
    }

    private void UpdateTimestamps()
    {
        foreach (var update in pending.GetTimestampUpdates())
        {
            Try(() => update(OpenOwn()));
        }
    }

    private bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            instruments.SnapshotWriteFailed();
            if (!isFailing)
            {
                isFailing = true;
                Log.Failing(logger, exception.Message);
            }

            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Snapshots are stored in {Folder}")]
        public static partial void FolderInUse(ILogger logger, string folder);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The snapshot directory cannot be used: {Reason} Serving from memory; retrying every few seconds"
        )]
        public static partial void Failing(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The snapshot directory can be written again")]
        public static partial void Recovered(ILogger logger);
    }
}
