using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// The folder that belongs to this replica alone, below a directory that all replicas of a machine may share: they are started with the
/// same settings, under ids that change with every start. Each takes a numbered folder whose lock nobody holds. The system takes the
/// lock back when the process ends, however it ends, so the replica started in its place finds its predecessor's files.
/// </summary>
internal sealed class ReplicaFolder : IDisposable
{
    /// <summary>Replicas that can share one directory.</summary>
    internal const int Most = 64;

    private const string Prefix = "replica-";
    private const string LockFile = "lock";

    private readonly string? root;
    private FileStream? held;
    private volatile string? own;

    public ReplicaFolder(IOptions<ProviderOptions> options)
        : this(options.Value.SnapshotDirectory is { Length: > 0 } directory ? directory : null) { }

    internal ReplicaFolder(string? directory) => root = directory is null ? null : Path.GetFullPath(directory);

    /// <summary>False: everything is kept in memory only.</summary>
    public bool IsWanted => root is not null;

    /// <summary>Null while none could be had.</summary>
    public string? Own => own;

    /// <summary>It is still there, and still this replica's.</summary>
    public bool IsHeld => own is not null && File.Exists(Path.Combine(own, LockFile));

    /// <summary>
    /// Folders of other replicas, and the directory itself, where a provider that knew of no replicas kept its files. Only to read.
    /// </summary>
    public IEnumerable<string> Others() =>
        root is null ? [] : Numbered().Prepend(root).Where(path => path != own && Directory.Exists(path));

    /// <summary>Takes a folder: the one whose files were the newest most lately, else the first that is new.</summary>
    /// <exception cref="IOException">None can be had.</exception>
    /// <exception cref="UnauthorizedAccessException">None may be had.</exception>
    public string Claim()
    {
        Release();
        Directory.CreateDirectory(root!);
        Exception? why = null;
        foreach (var path in Numbered().OrderByDescending(SnapshotFolder.LastKnown).ToList())
        {
            try
            {
                Directory.CreateDirectory(path);
                held = new FileStream(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                own = path;
                break;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                why = exception; // another replica's, which is usual; or not to be had at all, and then the last one says why
            }
        }

        if (own == Numbered().First())
        {
            TakeOver();
        }

        return own ?? throw new IOException($"None of the {Most} folders of {root} can be had: {why?.Message}", why);
    }

    public void Dispose() => Release();

    /// <summary>A provider that knew of no replicas kept its files in the directory itself. They become the first folder's.</summary>
    private void TakeOver()
    {
        try
        {
            SnapshotFolder.MoveFiles(root!, own!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They are read where they are.
        }
    }

    private void Release()
    {
        own = null;
        held?.Dispose();
        held = null;
    }

    private IEnumerable<string> Numbered() => Enumerable.Range(1, Most).Select(number => Path.Combine(root!, $"{Prefix}{number}"));
}
