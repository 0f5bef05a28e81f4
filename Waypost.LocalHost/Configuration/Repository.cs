namespace Waypost.LocalHost.Configuration;

internal static class Repository
{
    /// <summary>The directory above the program that holds Waypost.sln; where there is none, as after publishing, the current one.</summary>
    internal static string Root(string programDirectory)
    {
        for (var directory = new DirectoryInfo(programDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Waypost.sln")))
            {
                return directory.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
