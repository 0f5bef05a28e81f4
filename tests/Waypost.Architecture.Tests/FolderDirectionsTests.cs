using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Waypost.Architecture.Tests;

/// <summary>
/// Which folder of a project may use which. Checked in the compiled code, where an alias or a partial name cannot hide a reference.
/// Add a new folder, or a newly allowed direction, to <see cref="FolderRules"/> and to the map in docs/architecture.md.
/// </summary>
public sealed partial class FolderDirectionsTests
{
    private static readonly Dictionary<string, Lazy<IReadOnlyList<IType>>> types = FolderRules.Projects.Keys.ToDictionary(
        project => project,
        project => new Lazy<IReadOnlyList<IType>>(() => Load(Assembly.Load(project)))
    );

    public static TheoryData<string, string> Folders =>
        [.. from project in FolderRules.Projects from folder in project.Value select (project.Key, folder.Key)];

    public static TheoryData<string> Projects => [.. FolderRules.Projects.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_allowed_folders(string project, string folder)
    {
        var rules = FolderRules.Projects[project];
        var own = types[project].Value.Where(type => FolderOf(type, project) == folder).ToList();

        Assert.NotEmpty(own);
        Expect.None(
            Breaches(own, project, folder, rules[folder]),
            $"{project}/{folder} may use {(rules[folder].Length == 0 ? "no other folder" : string.Join(", ", rules[folder]))}. "
                + "Move what both need to a folder that both may use."
        );
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_has_a_rule(string project)
    {
        var rules = FolderRules.Projects[project];
        var folders = types[project].Value.Select(type => FolderOf(type, project)).OfType<string>().Distinct().ToList();

        Expect.None(folders.Except(rules.Keys), "Add this folder to FolderRules.cs, with the folders it may use.");
        Expect.None(
            rules.SelectMany(rule => rule.Value).Except(folders),
            "FolderRules.cs allows a folder that does not exist: remove it there."
        );
    }

    [Fact]
    public void A_feature_uses_no_other_feature()
    {
        const string manager = "Waypost.Manager";
        var features = types[manager].Value.Where(type => FeatureOf(type) is not null).ToList();

        Assert.True(features.Select(FeatureOf).Distinct().Count() > 1, "No two features were found: this test reads the wrong namespaces.");
        Expect.None(
            from type in features
            from target in Targets(type)
            let other = FeatureOf(target)
            where other is not null && other != FeatureOf(type)
            select $"{type.FullName} → {target.FullName}",
            "A feature never uses another feature: move what both need to Data, Core or Ui."
        );
    }

    /// <summary>The rules above read namespaces. The SDK's public types share one, whatever folder they are in.</summary>
    [Fact]
    public void A_namespace_matches_its_folder()
    {
        var files = Repository
            .Projects.Where(project => FolderRules.Projects.ContainsKey(project.Name) && project.Name != "Waypost.Sdk")
            .SelectMany(project => Sources(project))
            .ToList();

        Assert.NotEmpty(files);
        Expect.None(
            from file in files
            let folder = Path.GetDirectoryName(file)!.Replace('\\', '/')
            let expected = folder.Replace("samples/", "", StringComparison.Ordinal).Replace('/', '.')
            let written = Namespace().Match(Repository.Text(file))
            where written.Success && written.Groups[1].Value != expected
            select $"{file}: {written.Groups[1].Value}",
            "Give the file its folder's namespace."
        );
    }

    [Fact]
    public void The_rule_finds_a_breach()
    {
        const string space = "Waypost.Architecture.Tests.Example";
        var own = Load(typeof(Example.Lower.Breach).Assembly).Where(type => FolderOf(type, space) == "Lower").ToList();

        Assert.Equal([$"{space}.Lower.Breach → {space}.Upper.Target"], Breaches(own, space, "Lower", allowed: []));
        Assert.Empty(Breaches(own, space, "Lower", allowed: ["Upper"]));
    }

    private static IEnumerable<string> Sources(Project project) =>
        Repository
            .Under(Path.GetDirectoryName(project.File)!.Replace('\\', '/'), ".cs")
            .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal));

    private static IReadOnlyList<IType> Load(Assembly assembly) => [.. new ArchLoader().LoadAssembly(assembly).Build().Types];

    private static IEnumerable<string> Breaches(IEnumerable<IType> own, string project, string folder, string[] allowed) =>
        (
            from type in own
            from target in Targets(type)
            let other = FolderOf(target, project)
            where other is not null && other != folder && !allowed.Contains(other)
            select $"{type.FullName} → {target.FullName}"
        ).Distinct();

    /// <summary>
    /// Without type parameters, because ArchUnitNET attributes the T of one generic method to another with the same signature, and
    /// without options, because the generated binder, which uses all options of a project, counts as part of its caller.
    /// </summary>
    private static IEnumerable<IType> Targets(IType type) =>
        type
            .Dependencies.Select(dependency => dependency.Target)
            .Where(target => target is not GenericParameter && !target.Name.EndsWith("Options", StringComparison.Ordinal));

    private static string? FolderOf(IType type, string project) =>
        type.Namespace.FullName.StartsWith(project + ".", StringComparison.Ordinal)
            ? type.Namespace.FullName[(project.Length + 1)..].Split('.')[0]
            : null;

    private static string? FeatureOf(IType type) =>
        type.Namespace.FullName.Split('.') is ["Waypost", "Manager", "Features", var feature, ..] ? feature : null;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
