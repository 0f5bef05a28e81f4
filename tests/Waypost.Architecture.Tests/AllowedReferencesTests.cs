namespace Waypost.Architecture.Tests;

/// <summary>The projects that each project may reference. A new entry is a decision: record it in docs/decisions/.</summary>
public sealed class AllowedReferencesTests
{
    private static readonly Dictionary<string, string[]> allowed = new()
    {
        ["Waypost.Flags"] = [],
        ["Waypost.Wire"] = ["Waypost.Flags"],
        ["Waypost.Sdk"] = ["Waypost.Flags"],
        ["Waypost.Sdk.AspNetCore"] = ["Waypost.Sdk"],
        ["Waypost.ServiceDefaults"] = [],
        ["Waypost.FlagProvider"] = ["Waypost.Flags", "Waypost.Wire", "Waypost.ServiceDefaults"],
        ["Waypost.Manager"] = ["Waypost.Flags", "Waypost.Wire", "Waypost.ServiceDefaults"],
        ["Waypost.Stats"] = ["Waypost.Wire", "Waypost.ServiceDefaults"],
        ["Waypost.LocalPostgres"] = [],
        ["Waypost.AppHost"] = ["Waypost.LocalPostgres"],
        ["SolarFlare"] = ["Waypost.Sdk", "Waypost.Sdk.AspNetCore"],
    };

    /// <summary>Packages that only these projects may use, because each belongs to one project's task.</summary>
    private static readonly Dictionary<string, string[]> onlyIn = new()
    {
        ["MathNet.Numerics"] = ["Waypost.Stats"],
        ["Aspire.Npgsql"] = ["Waypost.Stats", "SolarFlare"],
        ["Aspire.Npgsql.EntityFrameworkCore.PostgreSQL"] = ["Waypost.Manager"],
        ["Npgsql"] = ["Waypost.LocalPostgres"],
        ["Npgsql.EntityFrameworkCore.PostgreSQL"] = [],
        ["Microsoft.Extensions.Http.Resilience"] = ["Waypost.Manager"],
    };

    /// <summary>The kernel runs in customers' programs, together with every package it needs.</summary>
    private static readonly string[] kernelPackages = ["System.IO.Hashing", "Microsoft.CodeAnalysis.PublicApiAnalyzers"];

    public static TheoryData<string> Parts => [.. allowed.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_project_references_only_allowed_projects(string part)
    {
        var project = Assert.Single(Repository.Projects, project => project.Name == part);

        Expect.None(
            project.References.Except(allowed[part]).Select(reference => $"{part} → {reference}"),
            $"Reference not allowed. {part} may reference: "
                + $"{(allowed[part].Length == 0 ? "nothing" : string.Join(", ", allowed[part]))}. Move the shared code, or "
                + "allow the reference in docs/decisions/ and in this table."
        );
    }

    [Fact]
    public void Every_project_is_in_the_table() =>
        Expect.None(
            Repository.Projects.Where(project => !project.IsTest).Select(project => project.Name).Except(allowed.Keys),
            "New project: add the projects it may reference to the table in this test."
        );

    [Fact]
    public void The_app_host_is_not_compiled_against_any_service() =>
        Assert.Equal(
            ["Waypost.LocalPostgres"],
            Assert.Single(Repository.Projects, project => project.Name == "Waypost.AppHost").References
        );

    [Fact]
    public void No_product_project_references_a_test_project() =>
        Expect.None(
            from project in Repository.Projects
            where !project.IsTest
            from reference in project.References
            where reference.Contains("Test", StringComparison.Ordinal)
            select $"{project} → {reference}",
            "Code that only tests need belongs under tests/."
        );

    [Fact]
    public void A_restricted_package_is_used_only_in_its_projects()
    {
        Expect.None(
            from project in Repository.Projects
            where !project.IsTest
            from package in project.Packages.Select(Project.Include)
            where onlyIn.TryGetValue(package, out var owners) && !owners.Contains(project.Name)
            select $"{project} uses {package}",
            "This package is reserved for other projects. Use one of them, or change the rule in docs/decisions/ and in this test."
        );
        Assert.Contains(Repository.Projects, project => project.Packages.Select(Project.Include).Any(onlyIn.ContainsKey));
    }

    [Fact]
    public void The_kernel_has_no_package_dependency_except_hashing() =>
        Expect.None(
            Assert
                .Single(Repository.Projects, project => project.Name == "Waypost.Flags")
                .Packages.Select(Project.Include)
                .Except(kernelPackages),
            "Waypost.Flags runs in customers' programs: do not add packages to it."
        );
}
