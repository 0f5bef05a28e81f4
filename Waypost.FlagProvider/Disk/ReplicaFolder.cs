using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// This replica's own folder inside the snapshot directory. All replicas on a machine share that directory, because they are started with
/// the same settings and their ids change with every start. Each replica claims a numbered folder by locking a file in it. The operating
/// system releases the lock however the process ends, so the replica started in its place finds its predecessor's files.
/// </summary>
internal sealed class ReplicaFolder : IDisposable
{
    /// <summary>Maximum number of replicas that can share one directory.</summary>
    internal const int MaxReplicas = 64;

    private const string Prefix = "replica-";
    private const string LockFile = "lock";

    private readonly string? sharedDirectory;
    private FileStream? lockStream;
    private volatile string? claimedPath;

    public ReplicaFolder(IOptions<ProviderOptions> options)
        : this(options.Value.SnapshotDirectory is { Length: > 0 } directory ? directory : null) { }

    internal ReplicaFolder(string? sharedDirectory) =>
        this.sharedDirectory = sharedDirectory is null ? null : Path.GetFullPath(sharedDirectory);

    /// <summary>False: there is no snapshot directory, and everything is kept in memory only.</summary>
    public bool IsConfigured => sharedDirectory is not null;

    /// <summary>Null while no folder is claimed.</summary>
    public string? OwnPath => claimedPath;

    /// <summary>A folder is claimed and has not been removed since.</summary>
    public bool IsClaimed => claimedPath is not null && File.Exists(Path.Combine(claimedPath, LockFile));

    /// <exception cref="IOException">No folder is claimed.</exception>
    public string GetOwnPath() => claimedPath ?? throw new IOException("No replica folder could be claimed yet.");

    /// <summary>
    /// The folders of other replicas, and the shared directory itself, where older providers stored their files. For reading only.
    /// </summary>
    public IEnumerable<string> OtherPaths() =>
        sharedDirectory is null
            ? []
            : NumberedPaths().Prepend(sharedDirectory).Where(path => path != claimedPath && Directory.Exists(path));

    /// <summary>Claims the free folder with the newest snapshots, or else the first new one.</summary>
    /// <exception cref="IOException">No folder is free or can be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The shared directory cannot be created.</exception>
    public string Claim()
    {
        Release();
        Directory.CreateDirectory(sharedDirectory!);
        Exception? lastError = null;
        foreach (var path in NumberedPaths().OrderByDescending(SnapshotFiles.LastConfirmed).ToList())
        {
            try
            {
                Directory.CreateDirectory(path);
                lockStream = new FileStream(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                claimedPath = path;
                break;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                lastError = exception; // usually another replica holds the lock
            }
        }

        if (claimedPath == NumberedPaths().First())
        {
            MoveLegacyFiles();
        }

        return claimedPath
            ?? throw new IOException(
                $"None of the {MaxReplicas} folders of {sharedDirectory} can be used: {lastError?.Message}",
                lastError
            );
    }

    public void Dispose() => Release();

    /// <summary>Older providers stored their files in the shared directory itself. They move to the first folder.</summary>
    private void MoveLegacyFiles()
    {
        try
        {
            SnapshotFiles.Move(sharedDirectory!, claimedPath!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They can still be read where they are.
        }
    }

    private void Release()
    {
        claimedPath = null;
        lockStream?.Dispose();
        lockStream = null;
    }

    private IEnumerable<string> NumberedPaths() =>
        Enumerable.Range(1, MaxReplicas).Select(number => Path.Combine(sharedDirectory!, $"{Prefix}{number}"));
}
