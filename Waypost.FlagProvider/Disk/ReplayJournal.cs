using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// The ids of accepted webhooks, also over a restart: each is appended to a file before the webhook is handled. Handed to
/// the system, not flushed: it survives the process, and a power cut longer than the signature's tolerance is harmless.
/// </summary>
sealed partial class ReplayJournal : IDisposable
{
    const int LinesBeforeRewrite = 50_000;
    const long LongestFile = 16 * 1024 * 1024;

    static readonly long LatestSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    readonly ReplayGuard guard;
    readonly TimeProvider time;
    readonly Instruments instruments;
    readonly ILogger<ReplayJournal> logger;
    readonly Lock gate = new(); // guards the file
    readonly string? path;
    FileStream? file;
    int lines;
    bool isFailing;

    public ReplayJournal(IOptions<ProviderOptions> options, TimeProvider time, Instruments instruments, ILogger<ReplayJournal> logger)
    {
        guard = new ReplayGuard(time);
        this.time = time;
        this.instruments = instruments;
        this.logger = logger;
        if (options.Value.SnapshotDirectory is { Length: > 0 } directory)
        {
            path = Path.Combine(Path.GetFullPath(directory), "webhook-ids");
            Try(() =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                guard.Restore(Read(path));
                Rewrite(path);
            });
        }
    }

    /// <summary>True, and remembers it, if no webhook with this id was accepted before.</summary>
    public bool TryAccept(string id)
    {
        if (!guard.TryAccept(id))
        {
            return false;
        }

        if (path is not null)
        {
            lock (gate)
            {
                Try(() => Append(path, id));
            }
        }

        return true;
    }

    public void Dispose() => file?.Dispose();

    void Append(string path, string id)
    {
        if (file is null || ++lines > LinesBeforeRewrite)
        {
            Rewrite(path); // the new id is among what is remembered
            return;
        }

        file.Write(Line(new RememberedId(id, time.GetUtcNow() + ReplayGuard.Memory)));
        file.Flush();
    }

    void Rewrite(string path)
    {
        file?.Dispose();
        file = null;
        var remembered = guard.Remembered();
        var temporary = $"{path}.{Environment.ProcessId}{StoredFile.TemporarySuffix}";
        File.WriteAllBytes(temporary, [.. remembered.SelectMany(Line)]);
        File.Move(temporary, path, overwrite: true); // a link in its place is replaced, not followed
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        lines = remembered.Count;
    }

    static byte[] Line(RememberedId id) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id.Id} {id.Until.ToUnixTimeSeconds()}\n"));

    /// <summary>Lines that are not what was written (a crash in the middle of one) are passed over.</summary>
    static List<RememberedId> Read(string path)
    {
        var read = new List<RememberedId>();
        var info = new FileInfo(path);
        if (!info.Exists || info.LinkTarget is not null || info.Length > LongestFile)
        {
            return read;
        }

        foreach (var line in File.ReadLines(path, Encoding.ASCII))
        {
            if (line.Split(' ') is [{ Length: > 0 } id, var until]
                && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= LatestSeconds)
            {
                read.Add(new RememberedId(id, DateTimeOffset.FromUnixTimeSeconds(seconds)));
            }
        }

        return read;
    }

    void Try(Action act)
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

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The ids of webhooks cannot be kept on disk: {Reason} Until they can, a restart forgets them")]
        public static partial void Failing(ILogger logger, string reason);
    }
}
