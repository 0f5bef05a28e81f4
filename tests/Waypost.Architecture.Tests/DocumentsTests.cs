using System.Text.RegularExpressions;

namespace Waypost.Architecture.Tests;

public sealed partial class DocumentsTests
{
    private static readonly string[] sections = ["## Context", "## Options", "## Choice", "## Consequences"];

    private static IEnumerable<string> Decisions => Repository.Under("docs/decisions", ".md");

    private static IEnumerable<string> Pages => Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void A_decision_record_has_a_status_context_options_choice_and_consequences()
    {
        Assert.NotEmpty(Decisions);
        Expect.None(
            from file in Decisions
            let text = Repository.Text(file)
            from missing in sections
                .Where(section => !text.Contains(section, StringComparison.Ordinal))
                .Concat(text.Contains("**Status**:", StringComparison.Ordinal) ? [] : ["**Status**:"])
            select $"{file}: {missing}",
            "A decision record without this part. docs/decisions/0001-version-row-is-the-outbox.md shows the form."
        );
    }

    [Fact]
    public void Decisions_are_numbered_without_gaps() =>
        Assert.Equal(
            Enumerable.Range(1, Decisions.Count()),
            Decisions.Select(file => int.Parse(Path.GetFileName(file)[..4], System.Globalization.CultureInfo.InvariantCulture)).Order()
        );

    [Fact]
    public void Paths_in_documented_dotnet_commands_exist()
    {
        var named = (
            from page in Pages
            from Match command in Command().Matches(Repository.Text(page))
            select (Page: page, Command: command.Value, Path: command.Groups["path"].Value)
        ).ToList();

        Assert.Contains(named, one => one.Page == "README.md" && one.Path == "Waypost.AppHost");
        Expect.None(
            named.Where(one => !Repository.Has(one.Path)).Select(one => $"{one.Page}: {one.Command}"),
            "The page names a file that does not exist."
        );
    }

    [Fact]
    public void Links_between_pages_are_not_broken()
    {
        var links = (
            from page in Pages
            from Match link in Link().Matches(Repository.Text(page))
            let target = link.Groups[1].Value.Split('#')[0]
            where
                target.Length > 0
                && !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
            select (Page: page, Target: Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target)))
        ).ToList();

        Assert.NotEmpty(links);
        Expect.None(
            links
                .Where(link => !File.Exists(link.Target) && !Directory.Exists(link.Target))
                .Select(link => $"{link.Page} → {Path.GetRelativePath(Repository.Root, link.Target)}"),
            "The link is broken: write the page or correct the link."
        );
    }

    [Fact]
    public void The_architecture_page_names_files_and_folders_that_exist()
    {
        var named = NamedPath().Matches(Repository.Text("docs/architecture.md")).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Contains("Waypost.Manager/Data/Changes.cs", named);
        Expect.None(named.Where(path => !Repository.Has(path)), "docs/architecture.md names something that no longer exists.");
    }

    [Fact]
    public void The_architecture_page_maps_every_folder_of_every_part()
    {
        var folders = (
            from project in Repository.Projects
            where !project.IsTest
            let root = Path.GetDirectoryName(project.File)!.Replace('\\', '/')
            from file in Repository.Under(root, ".cs", ".razor")
            where file[(root.Length + 1)..].Contains('/', StringComparison.Ordinal)
            select $"{root}/{file[(root.Length + 1)..].Split('/')[0]}"
        )
            .Distinct()
            .ToList();
        var mapped = Mapped().Matches(Repository.Text("docs/architecture.md")).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(folders);
        Expect.None(folders.Except(mapped), "Add a line for this folder to the map in docs/architecture.md.");
    }

    [Fact]
    public void The_telemetry_page_lists_every_instrument_and_no_other()
    {
        var created = (
            from file in Repository.Files
            where Path.GetFileName(file) == "Instruments.cs"
            from Match instrument in Instrument().Matches(Repository.Text(file))
            select instrument.Groups[1].Value
        )
            .Distinct()
            .ToList();
        var documented = DocumentedInstrument()
            .Matches(Repository.Text("docs/telemetry.md"))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();

        Assert.NotEmpty(created);
        Expect.None(created.Except(documented), "Describe this instrument in a table of docs/telemetry.md.");
        Expect.None(documented.Except(created), "docs/telemetry.md lists an instrument that no Instruments.cs creates.");
    }

    [GeneratedRegex(@"Create(?:Observable)?(?:Counter|UpDownCounter|Gauge|Histogram)(?:<\w+>)?\(\s*""([\w.]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| `(waypost\.[\w.]+)` \| [\w{}]+ \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedInstrument();

    [GeneratedRegex(@"dotnet (?:run --project|test|build|pack|publish) (?<path>[A-Za-z][\w./]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"`((?:Waypost\.[\w.]+|samples|tests|bench|infra|deploy|eng|conformance)(?:/[\w.-]+)+)/?`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"^\| `((?:Waypost\.[\w.]+|samples/\w+)/\w+)/?` \|", RegexOptions.Multiline)]
    private static partial Regex Mapped();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
