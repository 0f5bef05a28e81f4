using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Flags;
using Waypost.ServiceDefaults;

namespace Waypost.Manager.Data;

/// <summary>Where everything stands: the newest version of every environment, and of the SDK keys.</summary>
internal sealed record NewestVersions(IReadOnlyDictionary<string, SnapshotVersion> Environments, long KeysVersion)
{
    public static string NameOf(string project, string environment) => $"{project}/{environment}";
}

/// <summary>
/// Keeps <see cref="NewestVersions"/> up to date, woken by <see cref="ChangeSignal"/> and every few seconds regardless,
/// and wakes pumps and long polls when they move.
/// </summary>
internal sealed partial class Newest(IDbContextFactory<ManagerDb> databases, ChangeSignal signal, TimeProvider time, ILogger<Newest> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly ChangeSignal moved = new();
    private readonly OutageTracker outage = new(time);
    private volatile NewestVersions? versions;

    /// <summary>Null until first read.</summary>
    public NewestVersions? Versions => versions;

    /// <summary>Completes when the versions next move. Take it before reading them.</summary>
    public Task Moved => moved.Next;

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
        var read = new NewestVersions(
            rows.ToDictionary(r => NewestVersions.NameOf(r.Project, r.Key), r => new SnapshotVersion(r.Epoch, r.Version)),
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
            moved.Pulse();
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
                // The last known versions stay; deliveries of what was read go on.
                Log.Failed(logger, outage.RecordFailure(), e.Message);
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(next, Task.Delay(Poll, time, waiting.Token));
            await waiting.CancelAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "Could not read the newest versions ({Reason}); trying again every few seconds.")]
        public static partial void Failed(ILogger logger, LogLevel level, string reason);
    }
}
