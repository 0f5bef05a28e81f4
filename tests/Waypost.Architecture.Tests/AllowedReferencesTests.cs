namespace Waypost.Architecture.Tests;

/// <summary>Who may be compiled against whom. A new line here is a decision: write it down in docs/decisions/.</summary>
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

    /// <summary>Packages that mark a part's job: nobody else may take it over.</summary>
    private static readonly Dictionary<string, string[]> onlyIn = new()
    {
        ["MathNet.Numerics"] = ["Waypost.Stats"],
        ["Aspire.Npgsql"] = ["Waypost.Stats", "SolarFlare"],
        ["Aspire.Npgsql.EntityFrameworkCore.PostgreSQL"] = ["Waypost.Manager"],
        ["Npgsql"] = ["Waypost.LocalPostgres"],
        ["Npgsql.EntityFrameworkCore.PostgreSQL"] = [],
        ["Microsoft.Extensions.Http.Resilience"] = ["Waypost.Manager"],
    };

    /// <summary>The kernel is copied into customers' programs with everything it needs.</summary>
    private static readonly string[] kernelPackages = ["System.IO.Hashing", "Microsoft.CodeAnalysis.PublicApiAnalyzers"];

    public static TheoryData<string> Parts => [.. allowed.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_references_only_what_it_may(string part)
    {
        var project = Assert.Single(Repository.Projects, project => project.Name == part);

        Expect.None(
            project.References.Except(allowed[part]).Select(reference => $"{part} → {reference}"),
            $"Reference not allowed. {part} may reference: "
                + $"{(allowed[part].Length == 0 ? "nothing" : string.Join(", ", allowed[part]))}. Move the shared code, or "
                + "decide otherwise in docs/decisions/ and in this table."
        );
    }

    [Fact]
    public void Every_part_stands_in_the_table() =>
        Expect.None(
            Repository.Projects.Where(project => !project.IsTest).Select(project => project.Name).Except(allowed.Keys),
            "New project: say in the table of this test what it may reference."
        );

    [Fact]
    public void The_app_host_is_compiled_against_no_service() =>
        Assert.Equal(
            ["Waypost.LocalPostgres"],
            Assert.Single(Repository.Projects, project => project.Name == "Waypost.AppHost").References
        );

    [Fact]
    public void No_part_references_a_test_project() =>
        Expect.None(
            from project in Repository.Projects
            where !project.IsTest
            from reference in project.References
            where reference.Contains("Test", StringComparison.Ordinal)
            select $"{project} → {reference}",
            "Code that only tests need belongs under tests/."
        );

    [Fact]
    public void A_package_that_marks_a_parts_job_is_used_there_alone()
    {
        Expect.None(
            from project in Repository.Projects
            where !project.IsTest
            from package in project.Packages.Select(Project.Include)
            where onlyIn.TryGetValue(package, out var homes) && !homes.Contains(project.Name)
            select $"{project} uses {package}",
            "This package belongs to another part. Ask that part instead, or decide otherwise in docs/decisions/ and in this test."
        );
        Assert.Contains(Repository.Projects, project => project.Packages.Select(Project.Include).Any(onlyIn.ContainsKey));
    }

    [Fact]
    public void The_kernel_needs_nothing_but_hashing() =>
        Expect.None(
            Assert
                .Single(Repository.Projects, project => project.Name == "Waypost.Flags")
                .Packages.Select(Project.Include)
                .Except(kernelPackages),
            "Waypost.Flags is copied into customers' programs: it takes no further package."
        );
}
