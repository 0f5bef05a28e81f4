using System.Runtime.InteropServices;

namespace Waypost.FlagProvider.Disk;

/// <summary>Makes renames durable: on Unix, directory entries reach the disk only when the directory itself is flushed.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its metadata
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The directory {path} cannot be flushed (errno {Marshal.GetLastPInvokeError()}).");
        }

        _ = Sync(descriptor); // some file systems refuse it for directories; the file contents are already flushed
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
