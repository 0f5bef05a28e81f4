using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk.Keeping;

/// <summary>
/// The last known good flags on disk: one header line (length and SHA-256 of what follows, and a fingerprint of the SDK key,
/// so that another environment's flags are never served), then the snapshot. The generation before is kept beside it.
/// </summary>
internal sealed class CacheFile(string path, string sdkKey)
{
    private const string Magic = "waypost-flags 1";
    private const int LongestHeader = 256;
    private const long LongestFile = 256L * 1024 * 1024;

    private readonly string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sdkKey)))[..16];

    internal string Path { get; } = System.IO.Path.GetFullPath(path);

    internal string Previous => Path + ".previous";

    internal string Damaged => Path + ".damaged";

    /// <summary>The newest generation that is whole; none if there is none.</summary>
    /// <param name="fault">Called with what is wrong with a file that is there but cannot be used.</param>
    internal Snapshot? Read(Action<string> fault) => Read(Path, quarantine: true, fault) ?? Read(Previous, quarantine: false, fault);

    /// <summary>
    /// Writes beside, flushes to the disk, and renames: whoever reads meanwhile, and whoever starts after a power cut, finds a whole file.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or the like; the old file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    internal void Write(Snapshot snapshot)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(snapshot, FlagsJson.Default.Snapshot);
        var header = Encoding.ASCII.GetBytes(
            $"{Magic} length={json.Length} sha256={Convert.ToHexStringLower(SHA256.HashData(json))} key={key}\n"
        );
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var beside = $"{Path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(beside, ForUs()))
            {
                stream.Write(header);
                stream.Write(json);
                stream.Flush(flushToDisk: true);
            }

            if (File.Exists(Path))
            {
                File.Move(Path, Previous, overwrite: true);
            }

            File.Move(beside, Path, overwrite: true);
        }
        catch
        {
            TryDelete(beside);
            throw;
        }
    }

    /// <summary>Custom assignments and segments hold user ids: nobody else on the machine needs to read them.</summary>
    private static FileStreamOptions ForUs()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private Snapshot? Read(string file, bool quarantine, Action<string> fault)
    {
        try
        {
            if (!File.Exists(file))
            {
                return null;
            }

            var snapshot = Parse(file, out var why);
            if (why is not null)
            {
                fault($"{file} {why}");
                if (quarantine)
                {
                    // Out of the way, or the next write would make it the previous generation and lose the good one.
                    File.Move(file, Damaged, overwrite: true);
                }
            }

            return snapshot;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            fault($"{file} cannot be read ({unreadable.GetType().Name})");
            return null;
        }
    }

    private Snapshot? Parse(string file, out string? why)
    {
        if (new FileInfo(file).Length > LongestFile)
        {
            why = "is too long to be a snapshot";
            return null;
        }

        var bytes = File.ReadAllBytes(file);
        var end = bytes.AsSpan(0, Math.Min(bytes.Length, LongestHeader)).IndexOf((byte)'\n');
        if (end < 0 || !Encoding.ASCII.GetString(bytes, 0, end).StartsWith(Magic, StringComparison.Ordinal))
        {
            why = "is not a file of this SDK, or of a newer one";
            return null;
        }

        var json = bytes.AsSpan(end + 1);
        var whole = $"{Magic} length={json.Length} sha256={Convert.ToHexStringLower(SHA256.HashData(json))} key=";
        var header = Encoding.ASCII.GetString(bytes, 0, end);
        if (!header.StartsWith(whole, StringComparison.Ordinal))
        {
            why = "is damaged";
            return null;
        }

        if (header[whole.Length..] != key)
        {
            why = "was written with another SDK key";
            return null;
        }

        return Snapshot(json, out why);
    }

    private static Snapshot? Snapshot(ReadOnlySpan<byte> json, out string? why)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize(json, FlagsJson.Default.Snapshot);
            why =
                snapshot is null ? "holds nothing"
                : snapshot.Schema > Flags.Snapshot.CurrentSchema ? $"has schema {snapshot.Schema}, newer than this SDK reads"
                : null;
            return why is null ? snapshot : null;
        }
        catch (JsonException)
        {
            why = "holds no snapshot";
            return null;
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The next write takes the same name.
        }
    }
}
