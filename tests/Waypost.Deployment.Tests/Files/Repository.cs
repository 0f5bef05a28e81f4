using System.Xml.Linq;

namespace Waypost.Deployment.Tests.Files;

/// <summary>The source tree these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Version { get; } = XElement.Load(Path("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public static string Text(string file) => File.ReadAllText(Path(file));

    /// <summary>Whether git is told to leave a file out. Only as much of .gitignore as this repository uses.</summary>
    public static bool Ignores(string file) =>
        File.ReadLines(Path(".gitignore"))
            .Any(line =>
                line == file
                || (
                    line.Contains("/**/*", StringComparison.Ordinal)
                    && line.Split("/**/*") is [var folder, var ending]
                    && file.StartsWith(folder + "/", StringComparison.Ordinal)
                    && file.EndsWith(ending, StringComparison.Ordinal)
                )
            );

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Waypost.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"Waypost.sln is in no folder above {AppContext.BaseDirectory}; these tests read the source tree."
        );
    }
}
