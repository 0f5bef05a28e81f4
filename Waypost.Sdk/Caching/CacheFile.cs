using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk.Caching;

/// <summary>
/// The last known good flags on disk: one header line (length and SHA-256 of the snapshot, and a fingerprint of the SDK key,
/// so that another environment's flags are never used), then the snapshot. The previous file is kept next to it.
/// </summary>
internal sealed class CacheFile(string path, string sdkKey)
{
    private const string Magic = "waypost-flags 1";
    private const int MaxHeaderBytes = 256;
    private const long MaxFileBytes = 256L * 1024 * 1024;

    private readonly string keyFingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sdkKey)))[..16];

    internal string Path { get; } = System.IO.Path.GetFullPath(path);

    internal string Previous => Path + ".previous";

    internal string Damaged => Path + ".damaged";

    /// <summary>The newest intact snapshot; null if there is none.</summary>
    /// <param name="onProblem">Called with the reason when a file exists but cannot be used.</param>
    internal Snapshot? Read(Action<string> onProblem) =>
        Read(Path, quarantine: true, onProblem) ?? Read(Previous, quarantine: false, onProblem);

    /// <summary>
    /// Writes a temporary file, flushes it to disk and renames it: a concurrent reader, or a start after a power cut, finds a
    /// complete file.
    /// </summary>
    /// <exception cref="IOException">
    /// The file could not be written, for example because the disk is full; the old file is unchanged.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable.</exception>
    internal void Write(Snapshot snapshot)
    {
        // After a rollback an earlier version of the SDK reads the file, and it refuses a newer schema.
        var json = JsonSerializer.SerializeToUtf8Bytes(snapshot.ForReader(Snapshot.OldestSchema), FlagsJson.Default.Snapshot);
        var header = Encoding.ASCII.GetBytes(
            $"{Magic} length={json.Length} sha256={Convert.ToHexStringLower(SHA256.HashData(json))} key={keyFingerprint}\n"
        );
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var temporary = $"{Path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, OwnerOnly()))
            {
                stream.Write(header);
                stream.Write(json);
                stream.Flush(flushToDisk: true);
            }

            if (File.Exists(Path))
            {
                File.Move(Path, Previous, overwrite: true);
            }

            File.Move(temporary, Path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Custom assignments and segments contain user ids, so other users of the machine must not read the file.</summary>
    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private Snapshot? Read(string file, bool quarantine, Action<string> onProblem)
    {
        try
        {
            if (!File.Exists(file))
            {
                return null;
            }

            var snapshot = Parse(file, out var problem);
            if (problem is not null)
            {
                onProblem($"{file} {problem}");
                if (quarantine)
                {
                    // Move the damaged file; otherwise the next write would replace the good previous file with it.
                    File.Move(file, Damaged, overwrite: true);
                }
            }

            return snapshot;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            onProblem($"{file} cannot be read ({exception.GetType().Name})");
            return null;
        }
    }

    private Snapshot? Parse(string file, out string? problem)
    {
        if (new FileInfo(file).Length > MaxFileBytes)
        {
            problem = "is too large to be a snapshot";
            return null;
        }

        var bytes = File.ReadAllBytes(file);
        var end = bytes.AsSpan(0, Math.Min(bytes.Length, MaxHeaderBytes)).IndexOf((byte)'\n');
        if (end < 0 || !Encoding.ASCII.GetString(bytes, 0, end).StartsWith(Magic, StringComparison.Ordinal))
        {
            problem = "was not written by this SDK, or by a newer version of it";
            return null;
        }

        var json = bytes.AsSpan(end + 1);
        var expected = $"{Magic} length={json.Length} sha256={Convert.ToHexStringLower(SHA256.HashData(json))} key=";
        var header = Encoding.ASCII.GetString(bytes, 0, end);
        if (!header.StartsWith(expected, StringComparison.Ordinal))
        {
            problem = "is damaged";
            return null;
        }

        if (header[expected.Length..] != keyFingerprint)
        {
            problem = "was written with another SDK key";
            return null;
        }

        return Deserialize(json, out problem);
    }

    private static Snapshot? Deserialize(ReadOnlySpan<byte> json, out string? problem)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize(json, FlagsJson.Default.Snapshot);
            problem = snapshot is null ? "is empty" : null;
            return snapshot;
        }
        catch (JsonException)
        {
            problem = "does not contain a snapshot";
            return null;
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left behind: the next write uses the same name and overwrites it.
        }
    }
}
