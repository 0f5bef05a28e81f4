using System.Globalization;
using System.Text;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// Remembers the ids of accepted webhooks across restarts: each id is appended to a file before its webhook is handled. The file is not
/// flushed to disk, because after a power failure that outlasts the signature's tolerance a replay is refused anyway.
/// </summary>
internal sealed partial class ReplayJournal : IDisposable
{
    public const string FileName = "webhook-ids";

    private const int MaxLines = 50_000;
    private const long MaxFileLength = 16 * 1024 * 1024;

    private static readonly long MaxUnixSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private readonly ReplayGuard guard;
    private readonly TimeProvider time;
    private readonly Instruments instruments;
    private readonly ILogger<ReplayJournal> logger;
    private readonly ReplicaFolder folder;
    private readonly Lock gate = new(); // guards the file
    private FileStream? file;
    private int lines;
    private bool isFailing;

    public ReplayJournal(ReplicaFolder folder, TimeProvider time, Instruments instruments, ILogger<ReplayJournal> logger)
    {
        guard = new ReplayGuard(time);
        this.folder = folder;
        this.time = time;
        this.instruments = instruments;
        this.logger = logger;
        if (folder.IsConfigured)
        {
            Try(() => _ = folder.OwnPath ?? folder.Claim());
            // The other folders are read too: after a restart this replica may claim a different folder.
            guard.Restore(folder.OtherPaths().Append(folder.OwnPath).OfType<string>().SelectMany(Read));
        }
    }

    /// <summary>Records the id. False if a webhook with this id was accepted before.</summary>
    public bool TryAccept(string id)
    {
        if (!guard.TryAccept(id))
        {
            return false;
        }

        if (folder.IsConfigured)
        {
            lock (gate)
            {
                Try(() => Append(id));
            }
        }

        return true;
    }

    public void Dispose() => file?.Dispose();

    private void Append(string id)
    {
        var path = Path.Combine(folder.GetOwnPath(), FileName);
        if (file?.Name != path || ++lines > MaxLines)
        {
            Rewrite(path); // includes the new id
            return;
        }

        file.Write(FormatLine(new RememberedId(id, time.GetUtcNow() + ReplayGuard.Retention)));
        file.Flush();
    }

    private void Rewrite(string path)
    {
        file?.Dispose();
        file = null;
        var remembered = guard.GetRemembered();
        var temporary = $"{path}.{Environment.ProcessId}{ChecksummedFile.TemporarySuffix}";
        using (var rewritten = new FileStream(temporary, ChecksummedFile.OwnerOnlyOptions()))
        {
            rewritten.Write([.. remembered.SelectMany(FormatLine)]);
        }
        File.Move(temporary, path, overwrite: true); // replaces a link instead of following it
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        lines = remembered.Count;
    }

    private static byte[] FormatLine(RememberedId id) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id.Id} {id.Until.ToUnixTimeSeconds()}\n"));

    private static IEnumerable<RememberedId> Read(string folder)
    {
        try
        {
            var info = new FileInfo(Path.Combine(folder, FileName));
            return info.Exists && info.LinkTarget is null && info.Length <= MaxFileLength ? [.. ReadIds(info)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // a replayed webhook is harmless, because it cannot lower a version
        }
    }

    /// <summary>Skips incomplete lines, which a crash during a write can leave.</summary>
    private static IEnumerable<RememberedId> ReadIds(FileInfo info)
    {
        using var text = new StreamReader(
            new FileStream(info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            Encoding.ASCII
        );
        while (text.ReadLine() is { } line)
        {
            if (
                line.Split(' ') is [{ Length: > 0 } id, var until]
                && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= MaxUnixSeconds
            )
            {
                yield return new RememberedId(id, DateTimeOffset.FromUnixTimeSeconds(seconds));
            }
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
            isFailing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            file = null;
            instruments.SnapshotWriteFailed();
            if (!isFailing)
            {
                isFailing = true;
                Log.Failing(logger, exception.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The ids of webhooks cannot be written to disk: {Reason} They are lost when the provider restarts"
        )]
        public static partial void Failing(ILogger logger, string reason);
    }
}
