using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// A file that is either whole or refused: one line with format, SHA-256 and length, then the content. Written beside
/// and moved into place, so that a crash at any moment leaves the old one or the new one; the one before is kept too.
/// </summary>
internal static class StoredFile
{
    public const string PreviousSuffix = ".previous";
    public const string DamagedSuffix = ".damaged";
    public const string TemporarySuffix = ".tmp";

    private const string Magic = "waypost";
    private const int Format = 1;
    private const int LongestHeader = 128;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}{TemporarySuffix}";
        try
        {
            using (var file = new FileStream(temporary, ForOwnerOnly()))
            {
                file.Write(Header(content));
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            KeepPrevious(path);
            File.Move(temporary, path, overwrite: true);
            Directories.Flush(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The content, if the file is what was written; else what is wrong with it.</summary>
    /// <exception cref="IOException">The file cannot be read at all.</exception>
    public static Read Read(string path, long limit)
    {
        var info = new FileInfo(path);
        if (!info.Exists && info.LinkTarget is null)
        {
            return new(null, ReadFault.Missing, "");
        }

        if (info.LinkTarget is not null || info.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return new(null, ReadFault.Refused, "it is a link");
        }

        if (info.Length > limit + LongestHeader)
        {
            return new(null, ReadFault.Refused, $"it is larger than {limit} bytes");
        }

        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan(0, Math.Min(bytes.Length, LongestHeader)).IndexOf((byte)'\n');
        var fields = end < 0 ? [] : Encoding.ASCII.GetString(bytes.AsSpan(0, end)).Split(' ');
        if (fields is not [Magic, var format, ..] || !int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new(null, ReadFault.Damaged, "its first line is not Waypost's");
        }

        if (number > Format)
        {
            return new(null, ReadFault.Refused, $"a newer provider wrote it (format {number})");
        }

        var content = bytes.AsMemory(end + 1);
        var isWhole =
            fields is [_, _, var hash, var length]
            && length == content.Length.ToString(CultureInfo.InvariantCulture)
            && hash == Convert.ToHexStringLower(SHA256.HashData(content.Span));
        return isWhole ? new(content, null, "") : new(null, ReadFault.Damaged, "its length or SHA-256 is not what was written");
    }

    private static byte[] Header(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Magic} {Format} {Convert.ToHexStringLower(SHA256.HashData(content))} {content.Length}\n"
            )
        );

    /// <summary>A new file that only its owner may read.</summary>
    public static FileStreamOptions ForOwnerOnly()
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
            // The first generation; or another replica that shares the directory was faster.
        }
    }
}

/// <summary>A file's content, or why there is none.</summary>
internal readonly record struct Read(ReadOnlyMemory<byte>? Content, ReadFault? Fault, string Reason);

internal enum ReadFault
{
    /// <summary>There is no file.</summary>
    Missing,

    /// <summary>Not what was written: put aside, so that it is looked at once.</summary>
    Damaged,

    /// <summary>Not to be touched: a link, too large, or a newer provider's.</summary>
    Refused,
}
