using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// A file that is either intact or rejected: one line with format, SHA-256 and length, then the content. It is written to a temporary file
/// and renamed, so a crash at any moment leaves the old or the new version. The previous version is kept as well.
/// </summary>
internal static class ChecksummedFile
{
    public const string PreviousSuffix = ".previous";
    public const string DamagedSuffix = ".damaged";
    public const string TemporarySuffix = ".tmp";

    private const string Magic = "waypost";
    private const int Format = 1;
    private const int MaxHeaderLength = 128;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}{TemporarySuffix}";
        try
        {
            using (var file = new FileStream(temporary, OwnerOnlyOptions()))
            {
                file.Write(Header(content));
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            KeepPrevious(path);
            File.Move(temporary, path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The content if the file is intact, otherwise the reason why it is not.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FileReadResult Read(string path, long limit)
    {
        var info = new FileInfo(path);
        if (!info.Exists && info.LinkTarget is null)
        {
            return new(null, FileReadError.Missing, "");
        }

        if (info.LinkTarget is not null || info.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return new(null, FileReadError.Refused, "it is a link");
        }

        if (info.Length > limit + MaxHeaderLength)
        {
            return new(null, FileReadError.Refused, $"it is larger than {limit} bytes");
        }

        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan(0, Math.Min(bytes.Length, MaxHeaderLength)).IndexOf((byte)'\n');
        var fields = end < 0 ? [] : Encoding.ASCII.GetString(bytes.AsSpan(0, end)).Split(' ');
        if (fields is not [Magic, var format, ..] || !int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new(null, FileReadError.Damaged, "its header is missing or invalid");
        }

        if (number > Format)
        {
            return new(null, FileReadError.Refused, $"it was written by a newer provider (format {number})");
        }

        var content = bytes.AsMemory(end + 1);
        var isIntact =
            fields is [_, _, var hash, var length]
            && length == content.Length.ToString(CultureInfo.InvariantCulture)
            && hash == Convert.ToHexStringLower(SHA256.HashData(content.Span));
        return isIntact ? new(content, null, "") : new(null, FileReadError.Damaged, "its length or SHA-256 does not match its header");
    }

    private static byte[] Header(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Magic} {Format} {Convert.ToHexStringLower(SHA256.HashData(content))} {content.Length}\n"
            )
        );

    /// <summary>Options for creating a file that only its owner can read.</summary>
    public static FileStreamOptions OwnerOnlyOptions()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void KeepPrevious(string path)
    {
        try
        {
            File.Move(path, path + PreviousSuffix, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // This is the first version of the file.
        }
    }
}

/// <summary>A file's content, or the reason why there is none.</summary>
internal readonly record struct FileReadResult(ReadOnlyMemory<byte>? Content, FileReadError? Error, string Reason);

internal enum FileReadError
{
    /// <summary>The file does not exist.</summary>
    Missing,

    /// <summary>The content does not match its header. The file is renamed so that it can be inspected.</summary>
    Damaged,

    /// <summary>The file is a link, too large, or written by a newer provider. It is left as it is.</summary>
    Refused,
}
