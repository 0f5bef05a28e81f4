using System.Globalization;
using System.Text;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// The ids of accepted webhooks, also over a restart: each is appended to a file before the webhook is handled. Handed to
/// the system, not flushed: it survives the process, and a power cut longer than the signature's tolerance is harmless.
/// </summary>
internal sealed partial class ReplayJournal : IDisposable
{
    public const string FileName = "webhook-ids";

    private const int LinesBeforeRewrite = 50_000;
    private const long LongestFile = 16 * 1024 * 1024;

    private static readonly long LatestSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

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
        if (folder.IsWanted)
        {
            Try(() => _ = folder.Own ?? folder.Claim());
            // The others' too: after a restart this replica may have another folder than before.
            guard.Restore(folder.Others().Append(folder.Own).OfType<string>().SelectMany(Read));
        }
    }

    /// <summary>True, and remembers it, if no webhook with this id was accepted before.</summary>
    public bool TryAccept(string id)
    {
        if (!guard.TryAccept(id))
        {
            return false;
        }

        if (folder.IsWanted)
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
        var path = Path.Combine(folder.Own ?? throw new IOException("No folder could be had yet."), FileName);
        if (file?.Name != path || ++lines > LinesBeforeRewrite)
        {
            Rewrite(path); // the new id is among what is remembered
            return;
        }

        file.Write(Line(new RememberedId(id, time.GetUtcNow() + ReplayGuard.Retention)));
        file.Flush();
    }

    private void Rewrite(string path)
    {
        file?.Dispose();
        file = null;
        var remembered = guard.GetRemembered();
        var temporary = $"{path}.{Environment.ProcessId}{StoredFile.TemporarySuffix}";
        using (var written = new FileStream(temporary, StoredFile.ForOwnerOnly()))
        {
            written.Write([.. remembered.SelectMany(Line)]);
        }
        File.Move(temporary, path, overwrite: true); // a link in its place is replaced, not followed
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        lines = remembered.Count;
    }

    private static byte[] Line(RememberedId id) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id.Id} {id.Until.ToUnixTimeSeconds()}\n"));

    private static IEnumerable<RememberedId> Read(string folder)
    {
        try
        {
            var info = new FileInfo(Path.Combine(folder, FileName));
            return info.Exists && info.LinkTarget is null && info.Length <= LongestFile ? [.. Ids(info)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // an old webhook is harmless even so
        }
    }

    /// <summary>Lines that are not what was written (a crash in the middle of one) are passed over.</summary>
    private static IEnumerable<RememberedId> Ids(FileInfo info)
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
                && seconds <= LatestSeconds
            )
            {
                yield return new RememberedId(id, DateTimeOffset.FromUnixTimeSeconds(seconds));
            }
        }
    }

    private void Try(Action act)
    {
        try
        {
            act();
            isFailing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            file = null;
            instruments.WriteFailed();
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
            Message = "The ids of webhooks cannot be kept on disk: {Reason} Until they can, a restart forgets them"
        )]
        public static partial void Failing(ILogger logger, string reason);
    }
}
