using System.Xml.Linq;

namespace Waypost.Architecture.Tests;

/// <summary>The source tree these tests were built from. Paths are relative to its root and use <c>/</c>.</summary>
internal static class Repository
{
    private static readonly HashSet<string> generated =
    [
        ".git",
        "bin",
        "obj",
        "artifacts",
        "node_modules",
        "TestResults",
        "BenchmarkDotNet.Artifacts",
        ".waypost",
        ".vs",
        ".idea",
        ".azure",
    ];

    public static string Root { get; } = FindRoot();

    /// <summary>All files in the source tree except those that a build or an IDE creates.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Project> Projects { get; } =
    [.. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => new Project(file))];

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Has(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    public static IEnumerable<string> Under(string folder, params string[] endings) =>
        Files.Where(file =>
            file.StartsWith(folder + "/", StringComparison.Ordinal)
            && endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal))
        );

    private static IEnumerable<string> Walk(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Concat(Directory.EnumerateDirectories(folder).Where(child => !generated.Contains(Path.GetFileName(child))).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Waypost.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"Waypost.sln is in no folder above {AppContext.BaseDirectory}; these tests read the source tree."
        );
    }
}

/// <summary>A project file, as text.</summary>
internal sealed class Project(string file)
{
    private readonly XElement xml = XElement.Parse(Repository.Text(file));

    public string File => file;

    public string Name => Path.GetFileNameWithoutExtension(file);

    public string? Sdk => xml.Attribute("Sdk")?.Value;

    public bool IsTest => file.StartsWith("tests/", StringComparison.Ordinal) || file.StartsWith("bench/", StringComparison.Ordinal);

    /// <summary>
    /// Names of the projects whose code this one is compiled against. In an app host, Aspire's SDK only builds a referenced project and
    /// generates a class for it, unless IsAspireProjectResource is false.
    /// </summary>
    public IReadOnlyList<string> References =>
        [
            .. All("ProjectReference")
                .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
                .Where(reference =>
                    Sdk?.StartsWith("Aspire.AppHost.Sdk/", StringComparison.Ordinal) != true
                    || reference.Attribute("IsAspireProjectResource")?.Value == "false"
                )
                .Select(reference => Path.GetFileNameWithoutExtension(Include(reference).Replace('\\', '/'))),
        ];

    /// <summary>Whether its transitive packages keep their own versions instead of the central ones.</summary>
    public bool KeepsTransitiveVersions => All("CentralPackageTransitivePinningEnabled").Any(setting => setting.Value == "false");

    public IEnumerable<XElement> Packages => All("PackageReference");

    public static string Include(XElement item) => item.Attribute("Include")?.Value ?? item.Attribute("Update")?.Value ?? "";

    public override string ToString() => file;

    private IEnumerable<XElement> All(string name) => xml.Descendants().Where(element => element.Name.LocalName == name);
}
