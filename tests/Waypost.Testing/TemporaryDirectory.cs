namespace Waypost.Testing;

/// <summary>A directory that is deleted at the end. Other users can enter it, as PostgreSQL's must.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private const UnixFileMode readableByAll =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    public TemporaryDirectory()
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(Path, readableByAll);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("waypost-test-").FullName;

    /// <summary>The path of a file or directory in it, which need not exist.</summary>
    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        if (!Directory.Exists(Path))
        {
            return;
        }
        // A test may have removed the right to write.
        foreach (var directory in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories).Prepend(Path).ToList())
        {
            if (!OperatingSystem.IsWindows())
            {
                System.IO.File.SetUnixFileMode(directory, System.IO.File.GetUnixFileMode(directory) | UnixFileMode.UserWrite);
            }
        }
        Directory.Delete(Path, recursive: true);
    }
}
