using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.FlagProvider.Store;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>Reads and writes the last known good: one file per environment, and one with the hashed SDK keys.</summary>
/// <param name="path">The folder.</param>
/// <param name="limit">Maximum size of a file that is read, in bytes.</param>
/// <param name="isOwn">False for another replica's folder, which is only read: its damaged files are not moved.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives errors about files that cannot be used.</param>
internal sealed partial class SnapshotFolder(string path, long limit, bool isOwn, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan TemporaryFileLifetime = TimeSpan.FromHours(1);

    private string KeysFile => Path.Combine(path, SnapshotFiles.Keys);

    /// <summary>Creates the folder and deletes temporary files left by crashed processes.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(path);
        foreach (var temporary in new DirectoryInfo(path).EnumerateFiles("*" + ChecksummedFile.TemporarySuffix))
        {
            if (time.GetUtcNow() - temporary.LastWriteTimeUtc > TemporaryFileLifetime)
            {
                temporary.Delete();
            }
        }
    }

    /// <summary>All usable snapshots, and when each was last confirmed to be the newest.</summary>
    public IEnumerable<(Snapshot Snapshot, DateTimeOffset ConfirmedAt)> LoadSnapshots()
    {
        foreach (var key in ListEnvironments())
        {
            var (snapshot, confirmedAt) = Load(
                FileOf(key),
                FlagsJson.Default.Snapshot,
                snapshot => SnapshotValidation.FindError(snapshot, key)
            );
            if (snapshot is not null)
            {
                yield return (snapshot, confirmedAt);
            }
        }
    }

    public (SdkKeys? Keys, DateTimeOffset WrittenAt) LoadKeys() =>
        Load(KeysFile, WireJson.Default.SdkKeys, keys => keys?.Keys is null ? "it contains no list of keys" : null);

    public void Save(EnvironmentKey key, EnvironmentState state) => ChecksummedFile.Write(FileOf(key), state.OldestSnapshotJson.Span);

    public void Save(SdkKeys keys) => ChecksummedFile.Write(KeysFile, JsonSerializer.SerializeToUtf8Bytes(keys, WireJson.Default.SdkKeys));

    /// <summary>Records in the file's time that its content was the newest at this moment.</summary>
    public void SetConfirmedAt(EnvironmentKey key, DateTimeOffset at) => File.SetLastWriteTimeUtc(FileOf(key), at.UtcDateTime);

    public void Delete(EnvironmentKey key)
    {
        File.Delete(FileOf(key));
        File.Delete(FileOf(key) + ChecksummedFile.PreviousSuffix);
        DirectorySync.Flush(path);
    }

    private string FileOf(EnvironmentKey key) => Path.Combine(path, SnapshotFiles.NameOf(key));

    private List<EnvironmentKey> ListEnvironments()
    {
        try
        {
            return SnapshotFiles.ListEnvironments(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.Unreadable(logger, path, exception.Message);
            return [];
        }
    }

    /// <summary>The content and time of the file or, if the file cannot be used, of its previous generation.</summary>
    private (T? Content, DateTimeOffset WrittenAt) Load<T>(string file, JsonTypeInfo<T> type, Func<T?, string?> findError)
        where T : class
    {
        foreach (var generation in (string[])[file, file + ChecksummedFile.PreviousSuffix])
        {
            try
            {
                var result = Parse(ChecksummedFile.Read(generation, limit), type, findError, out var content);
                if (content is not null)
                {
                    return (content, File.GetLastWriteTimeUtc(generation));
                }

                Report(generation, result);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.Unreadable(logger, generation, exception.Message);
            }
        }

        return default;
    }

    private static FileReadResult Parse<T>(FileReadResult file, JsonTypeInfo<T> type, Func<T?, string?> findError, out T? content)
        where T : class
    {
        content = null;
        if (file.Content is not { } bytes)
        {
            return file;
        }

        try
        {
            var parsed = JsonSerializer.Deserialize(bytes.Span, type);
            if (findError(parsed) is { } reason)
            {
                return new(null, FileReadError.Refused, reason);
            }

            content = parsed;
            return file;
        }
        catch (JsonException)
        {
            return new(null, FileReadError.Damaged, "its JSON is invalid");
        }
    }

    private void Report(string file, FileReadResult result)
    {
        switch (result.Error)
        {
            case FileReadError.Refused:
                Log.Refused(logger, file, result.Reason);
                break;
            case FileReadError.Damaged when isOwn:
                Log.Damaged(logger, file, result.Reason, file + ChecksummedFile.DamagedSuffix);
                File.Move(file, file + ChecksummedFile.DamagedSuffix, overwrite: true);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "{File} is damaged: {Reason}. It is renamed to {Renamed}; the previous generation or the manager replaces it"
        )]
        public static partial void Damaged(ILogger logger, string file, string reason, string renamed);

        [LoggerMessage(Level = LogLevel.Error, Message = "{File} is not used: {Reason}")]
        public static partial void Refused(ILogger logger, string file, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "{File} cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string file, string reason);
    }
}
