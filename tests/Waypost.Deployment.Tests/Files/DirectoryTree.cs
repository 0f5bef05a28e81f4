namespace Waypost.Deployment.Tests.Files;

internal static class DirectoryTree
{
    /// <summary>Copies a directory with all files, but only those subdirectories whose name is included.</summary>
    public static void Copy(string from, string to, Func<string, bool> isIncluded)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
        foreach (var directory in Directory.EnumerateDirectories(from).Where(directory => isIncluded(Path.GetFileName(directory))))
        {
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)), isIncluded);
        }
    }
}
