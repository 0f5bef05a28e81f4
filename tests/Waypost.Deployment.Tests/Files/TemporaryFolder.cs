namespace Waypost.Deployment.Tests.Files;

/// <summary>A folder that others can enter, gone at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        File.SetUnixFileMode(
            FullName,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead
                | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute
        );
    }

    public string FullName { get; } = Directory.CreateTempSubdirectory("waypost-deployment-").FullName;

    public string Path(params string[] parts) => System.IO.Path.Combine([FullName, .. parts]);

    public static void Copy(string from, string to, Func<string, bool> isWanted)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        }
        foreach (var folder in Directory.EnumerateDirectories(from).Where(folder => isWanted(System.IO.Path.GetFileName(folder))))
        {
            Copy(folder, System.IO.Path.Combine(to, System.IO.Path.GetFileName(folder)), isWanted);
        }
    }

    public void Dispose()
    {
        if (!Directory.Exists(FullName))
        {
            return;
        }
        // A test may have taken away the right to write.
        foreach (var folder in Directory.EnumerateDirectories(FullName, "*", SearchOption.AllDirectories).Prepend(FullName).ToList())
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserWrite);
            }
        }

        Directory.Delete(FullName, recursive: true);
    }
}
