using System.Runtime.InteropServices;

namespace Waypost.FlagProvider.Disk;

/// <summary>Makes renames last: on Unix a directory's entries reach the disk when the directory itself is flushed.</summary>
internal static partial class Directories
{
    private const int ReadOnly = 0;

    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its metadata; there is nothing to call
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The directory {path} cannot be flushed (errno {Marshal.GetLastPInvokeError()}).");
        }

        _ = Sync(descriptor); // some file systems refuse it for directories; the content is already safe
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
