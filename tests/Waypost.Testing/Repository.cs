using System.Xml.Linq;

namespace Waypost.Testing;

/// <summary>The source tree from which the tests were built.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Version { get; } = XElement.Load(Path("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public static string Text(string file) => File.ReadAllText(Path(file));

    /// <summary>Whether git ignores a file. Understands only the patterns in this repository's .gitignore.</summary>
    public static bool Ignores(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return File.ReadLines(Path(".gitignore"))
            .Any(line =>
                line == file
                || (
                    line.Contains("/**/*", StringComparison.Ordinal)
                    && line.Split("/**/*") is [var folder, var ending]
                    && file.StartsWith(folder + "/", StringComparison.Ordinal)
                    && file.EndsWith(ending, StringComparison.Ordinal)
                )
            );
    }

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
            $"No folder above {AppContext.BaseDirectory} contains Waypost.sln. These tests read the source."
        );
    }
}
