using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Disk;

/// <summary>Fills the store from disk before the provider answers anything, and writes what changes back.</summary>
internal sealed partial class DiskStore : BackgroundService
{
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTouches = TimeSpan.FromMinutes(1);

    private readonly ReplicaFolder replica;
    private readonly FlagStore store;
    private readonly KeyStore keys;
    private readonly TimeProvider time;
    private readonly Instruments instruments;
    private readonly ILogger<DiskStore> logger;
    private readonly long limit;
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly DiskCopy copy;
    private bool isFailing;

    public DiskStore(
        IOptions<ProviderOptions> options,
        ReplicaFolder replica,
        FlagStore store,
        KeyStore keys,
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
        limit = options.Value.SnapshotLimit;
        copy = new DiskCopy(store, keys);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (replica.IsWanted)
        {
            if (Try(Prepare))
            {
                Log.Keeping(logger, replica.Own!);
            }

            Load(new LastKnownGood(replica, Open));
            store.Changed += _ => changes.Writer.TryWrite(true);
            keys.Changed += _ => changes.Writer.TryWrite(true);
            changes.Writer.TryWrite(true); // what came from another replica's folder belongs into this one's too
        }

        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (replica.IsWanted)
        {
            WriteAll();
            TouchAll();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (replica.IsWanted && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ChangedAsync(stoppingToken);
                var pause = WriteAll() ? BetweenWrites : AfterFailure;
                await Task.Delay(pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private SnapshotFolder Open(string path, bool isOwn) => new(path, limit, isOwn, time, logger);

    private SnapshotFolder Own() => Open(replica.Own ?? throw new IOException("No folder could be had yet."), isOwn: true);

    /// <summary>A folder that could not be had, or went away, is asked for anew; nothing is known to be written there.</summary>
    private void Prepare()
    {
        if (!replica.IsHeld)
        {
            copy.Forget();
            replica.Claim();
        }

        Own().Prepare();
    }

    private void Load(LastKnownGood good)
    {
        var (snapshots, areOwn) = good.Snapshots();
        foreach (var (snapshot, at) in snapshots)
        {
            store.Apply(snapshot, SnapshotSource.Disk, at);
            var key = EnvironmentKey.Of(snapshot);
            var id = store.Find(key)!.Current!.Id;
            Log.Loaded(logger, key.ToString(), id);
            if (areOwn)
            {
                copy.Holds(key, id);
            }
        }

        if (good.Keys() is ({ } loaded, var isOwn))
        {
            keys.Apply(loaded);
            if (isOwn)
            {
                copy.Holds(loaded);
            }
        }
    }

    /// <summary>Ends when something changed, when a failed write is due again, or when it is time to note what is fresh.</summary>
    private async Task ChangedAsync(CancellationToken stoppingToken)
    {
        while (!isFailing)
        {
            var changed = changes.Reader.WaitToReadAsync(stoppingToken).AsTask();
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var isChanged = await Task.WhenAny(changed, Task.Delay(BetweenTouches, time, giveUp.Token)) == changed;
            await giveUp.CancelAsync();
            if (isChanged)
            {
                break;
            }

            TouchAll();
        }

        changes.Reader.TryRead(out _);
        stoppingToken.ThrowIfCancellationRequested();
    }

    /// <summary>True if all that differs was written.</summary>
    private bool WriteAll()
    {
        if (isFailing && !Try(Prepare))
        {
            return false;
        }

        var succeeded = true;
        foreach (var write in copy.Owed())
        {
            succeeded &= Try(() => write(Own()));
        }

        if (succeeded && isFailing)
        {
            Log.Recovered(logger);
        }

        isFailing = !succeeded;
        return succeeded;
    }

    private void TouchAll()
    {
        foreach (var touch in copy.Fresh())
        {
            Try(() => touch(Own()));
        }
    }

    private bool Try(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failed(exception);
            return false;
        }
    }

    private void Failed(Exception exception)
    {
        instruments.WriteFailed();
        if (!isFailing)
        {
            isFailing = true;
            Log.Failing(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The last known good is kept in {Folder}")]
        public static partial void Keeping(ILogger logger, string folder);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} is at {Version}, read from disk")]
        public static partial void Loaded(ILogger logger, string environment, string version);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The snapshot directory cannot be used: {Reason} Serving from memory; trying again every few seconds"
        )]
        public static partial void Failing(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The snapshot directory can be written again")]
        public static partial void Recovered(ILogger logger);
    }
}
