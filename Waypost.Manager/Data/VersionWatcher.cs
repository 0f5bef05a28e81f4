using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Flags;
using Waypost.ServiceDefaults;

namespace Waypost.Manager.Data;

/// <summary>The latest version of every environment and of the SDK keys.</summary>
internal sealed record LatestVersions(IReadOnlyDictionary<string, SnapshotVersion> Environments, long KeysVersion)
{
    public static string NameOf(string project, string environment) => $"{project}/{environment}";
}

/// <summary>
/// Keeps <see cref="LatestVersions"/> up to date, on every <see cref="ChangeSignal"/> and every few seconds,
/// and wakes deliveries and long polls when they change.
/// </summary>
internal sealed partial class VersionWatcher(
    IDbContextFactory<ManagerDb> databases,
    ChangeSignal signal,
    TimeProvider time,
    ILogger<VersionWatcher> logger
) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private readonly ChangeSignal changed = new();
    private readonly OutageTracker outage = new(time);
    private volatile LatestVersions? versions;

    /// <summary>Null until they are first read.</summary>
    public LatestVersions? Versions => versions;

    /// <summary>Completes at the next change. Get it before reading the versions, so that no change is missed.</summary>
    public Task Changed => changed.Next;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Environments.AsNoTracking()
            .Select(e => new
            {
                Project = e.Project.Key,
                e.Key,
                e.Epoch,
                e.Version,
            })
            .ToListAsync(cancellationToken);
        var keys = await db.Deployments.AsNoTracking().Select(d => d.KeysVersion).SingleOrDefaultAsync(cancellationToken);
        var read = new LatestVersions(
            rows.ToDictionary(r => LatestVersions.NameOf(r.Project, r.Key), r => new SnapshotVersion(r.Epoch, r.Version)),
            keys
        );
        var before = versions;
        versions = read;
        if (
            before is null
            || before.KeysVersion != read.KeysVersion
            || before.Environments.Count != read.Environments.Count
            || read.Environments.Any(e => !before.Environments.TryGetValue(e.Key, out var known) || known != e.Value)
        )
        {
            changed.Pulse();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = signal.Next;
            try
            {
                await RefreshAsync(stoppingToken);
                outage.RecordRecovery();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                // Keep the last known versions; deliveries continue with them.
                Log.Failed(logger, outage.RecordFailure(), e.Message);
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(next, Task.Delay(PollInterval, time, waiting.Token));
            await waiting.CancelAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "Could not read the latest versions ({Reason}); retrying every few seconds.")]
        public static partial void Failed(ILogger logger, LogLevel level, string reason);
    }
}
