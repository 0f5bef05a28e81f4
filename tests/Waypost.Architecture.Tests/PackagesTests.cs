using System.Xml.Linq;

namespace Waypost.Architecture.Tests;

/// <summary>Package versions are in one file, and every package has an accepted licence.</summary>
public sealed class PackagesTests
{
    private const string list = "eng/licences.txt";

    private static readonly string[] allowed = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL"];

    private static IReadOnlyList<string> Pinned { get; } =
    [
        .. XElement
            .Parse(Repository.Text("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")!.Value),
    ];

    private static ILookup<string, string> Licences { get; } =
        Repository
            .Lines(list)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToLookup(words => words[0], words => words.Length > 1 ? words[1] : "");

    /// <summary>
    /// Except Aspire's hosting packages, which use the dependency versions they were tested with, not those of the services.
    /// </summary>
    [Fact]
    public void Versions_are_in_one_file() =>
        Expect.None(
            from project in Repository.Projects
            from package in project.Packages
            where
                package.Attribute("Version") is not null
                || (package.Attribute("VersionOverride") is not null && !project.KeepsTransitiveVersions)
            select $"{project}: {Project.Include(package)}",
            "Put the version in Directory.Packages.props."
        );

    [Fact]
    public void Every_package_has_an_accepted_licence()
    {
        Assert.NotEmpty(Pinned);
        Expect.None(
            Pinned.Where(package => !Licences.Contains(package)),
            $"Look up the package's licence and add a line 'package licence' to {list}."
        );
        Expect.None(
            from licence in Licences
            from name in licence
            where !allowed.Contains(name)
            select $"{licence.Key}: {(name.Length == 0 ? "no licence given" : name)}",
            $"Accepted licences: {string.Join(", ", allowed)}. Do not use the package."
        );
    }

    [Fact]
    public void The_list_contains_only_packages_in_use() =>
        Expect.None(
            Licences.Select(licence => licence.Key).Except(Pinned),
            $"No longer in Directory.Packages.props: remove the line from {list}."
        );
}
