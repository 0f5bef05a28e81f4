using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.FlagProvider.Store;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>The last known good on disk: a file for each environment, and one with the SDK keys (hashed).</summary>
/// <param name="path">Where it is.</param>
/// <param name="limit">Largest file that is read, in bytes.</param>
/// <param name="isOwn">Another replica's folder is only read: what is damaged there is left to its owner.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of files that cannot be used.</param>
internal sealed partial class SnapshotFolder(string path, long limit, bool isOwn, TimeProvider time, ILogger logger)
{
    private const string Extension = ".flags";
    private const string KeysName = "sdk-keys";

    // No key holds a plus, so the name can be taken apart again.
    private const char Separator = '+';

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private string KeysFile => Path.Combine(path, KeysName);

    /// <summary>When a folder's snapshots were last known to be the newest; the beginning of time without any.</summary>
    public static DateTime LastKnown(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? new DirectoryInfo(folder).EnumerateFiles("*" + Extension).Max(file => (DateTime?)file.LastWriteTimeUtc) ?? default
                : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Brings the files of one folder into another, except where that holds newer ones.</summary>
    public static void MoveFiles(string from, string to)
    {
        foreach (var file in new DirectoryInfo(from).EnumerateFiles().Where(file => IsOurs(file.Name)).ToList())
        {
            var target = Path.Combine(to, file.Name);
            if (File.GetLastWriteTimeUtc(target) < file.LastWriteTimeUtc)
            {
                file.MoveTo(target, overwrite: true);
            }
        }
    }

    /// <summary>Makes the directory and tidies what crashed writers left.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(path);
        foreach (var abandoned in new DirectoryInfo(path).EnumerateFiles("*" + StoredFile.TemporarySuffix))
        {
            if (time.GetUtcNow() - abandoned.LastWriteTimeUtc > AbandonedAfter)
            {
                abandoned.Delete();
            }
        }
    }

    /// <summary>Every snapshot that can be used, and when it was last known to be the newest.</summary>
    public IEnumerable<(Snapshot Snapshot, DateTimeOffset At)> LoadSnapshots()
    {
        foreach (var name in Names())
        {
            var parts = name[..^Extension.Length].Split(Separator);
            if (
                parts.Length == 2
                && EnvironmentKey.TryCreate(parts[0], parts[1], out var key)
                && Load(FileOf(key), FlagsJson.Default.Snapshot, snapshot => Acceptable.Fault(snapshot, key)) is var (snapshot, at)
                && snapshot is not null
            )
            {
                yield return (snapshot, at);
            }
        }
    }

    public (SdkKeys? Keys, DateTimeOffset At) LoadKeys() =>
        Load(KeysFile, WireJson.Default.SdkKeys, keys => keys?.Keys is null ? "it holds no list" : null);

    public void Save(EnvironmentKey key, EnvironmentState state) => StoredFile.Write(FileOf(key), state.Json.Span);

    public void Save(SdkKeys keys) => StoredFile.Write(KeysFile, JsonSerializer.SerializeToUtf8Bytes(keys, WireJson.Default.SdkKeys));

    /// <summary>Notes on the file that its content was the newest at this time.</summary>
    public void Touch(EnvironmentKey key, DateTimeOffset at) => File.SetLastWriteTimeUtc(FileOf(key), at.UtcDateTime);

    public void Delete(EnvironmentKey key)
    {
        File.Delete(FileOf(key));
        File.Delete(FileOf(key) + StoredFile.PreviousSuffix);
        Directories.Flush(path);
    }

    private List<string> Names()
    {
        try
        {
            return Directory
                .EnumerateFiles(path)
                .Select(Path.GetFileName)
                .Select(name =>
                    name!.EndsWith(StoredFile.PreviousSuffix, StringComparison.Ordinal) ? name[..^StoredFile.PreviousSuffix.Length] : name
                )
                .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .ToList();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.Unreadable(logger, path, exception.Message);
            return [];
        }
    }

    private static bool IsOurs(string name) =>
        name.Contains(Extension, StringComparison.Ordinal)
        || name.StartsWith(KeysName, StringComparison.Ordinal)
        || name == ReplayJournal.FileName;

    private string FileOf(EnvironmentKey key) => Path.Combine(path, $"{key.Project}{Separator}{key.Environment}{Extension}");

    private (T? Content, DateTimeOffset At) Load<T>(string file, JsonTypeInfo<T> type, Func<T?, string?> fault)
        where T : class
    {
        foreach (var generation in (string[])[file, file + StoredFile.PreviousSuffix])
        {
            try
            {
                var read = Parse(StoredFile.Read(generation, limit), type, fault, out var content);
                if (content is not null)
                {
                    return (content, File.GetLastWriteTimeUtc(generation));
                }

                PutAside(generation, read);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.Unreadable(logger, generation, exception.Message);
            }
        }

        return default;
    }

    private static Read Parse<T>(Read read, JsonTypeInfo<T> type, Func<T?, string?> fault, out T? content)
        where T : class
    {
        content = null;
        if (read.Content is not { } bytes)
        {
            return read;
        }

        try
        {
            var parsed = JsonSerializer.Deserialize(bytes.Span, type);
            if (fault(parsed) is { } reason)
            {
                return new(null, ReadFault.Refused, reason);
            }

            content = parsed;
            return read;
        }
        catch (JsonException)
        {
            return new(null, ReadFault.Damaged, "its JSON cannot be read");
        }
    }

    private void PutAside(string file, Read read)
    {
        switch (read.Fault)
        {
            case ReadFault.Refused:
                Log.Refused(logger, file, read.Reason);
                break;
            case ReadFault.Damaged when isOwn:
                Log.Damaged(logger, file, read.Reason, file + StoredFile.DamagedSuffix);
                File.Move(file, file + StoredFile.DamagedSuffix, overwrite: true);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "{File} is damaged: {Reason}. It is put aside as {Aside}; the generation before, or the manager, takes its place"
        )]
        public static partial void Damaged(ILogger logger, string file, string reason, string aside);

        [LoggerMessage(Level = LogLevel.Error, Message = "{File} is not used: {Reason}")]
        public static partial void Refused(ILogger logger, string file, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "{File} cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string file, string reason);
    }
}
