using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Workflows;

/// <summary>Checks of the GitHub workflows that do not need GitHub.</summary>
public sealed partial class WorkflowsTests
{
    private static readonly string[] keys = ["name", "on", "concurrency", "permissions", "env", "jobs"];
    private static readonly string[] jobKeys = ["needs", "runs-on", "timeout-minutes", "permissions", "strategy", "steps"];
    private static readonly string[] stepKeys = ["name", "id", "uses", "with", "env", "run"];

    public static TheoryData<string> Workflows =>
        [.. Directory.EnumerateFiles(Repository.Path(".github", "workflows")).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_key_is_valid_at_its_place(string file)
    {
        var workflow = Load(file);

        Expect.None(
            Unknown(workflow, keys)
                .Concat(Jobs(workflow).SelectMany(job => Unknown(job, jobKeys)))
                .Concat(Steps(workflow).SelectMany(step => Unknown(step, stepKeys))),
            "This key is misspelt, or new: add a new key to the list in this test."
        );
        Expect.All(Steps(workflow), step => Assert.NotEqual(step.ContainsKey("uses"), step.ContainsKey("run")));
        Expect.All(Jobs(workflow), job => Assert.NotNull(job["timeout-minutes"]));
        // Not every workflow has jobs that need others, or further permissions.
        Assert.All(
            Jobs(workflow).Select(job => job["needs"]).OfType<JsonNode>(),
            needed => Assert.Contains(needed.GetValue<string>(), ((JsonObject)workflow["jobs"]!).Select(job => job.Key))
        );
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflows_can_only_read_unless_they_push_images(string file)
    {
        var workflow = Load(file);

        Assert.Equal("""{"contents":"read"}""", workflow["permissions"]!.ToJsonString());
        Assert.All(
            Jobs(workflow).Where(job => job.ContainsKey("permissions")),
            job =>
                Assert.Equal(
                    """{"contents":"read","packages":"write","id-token":"write","attestations":"write"}""",
                    job["permissions"]!.ToJsonString()
                )
        );
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_pinned_to_a_major_version(string file) =>
        Expect.All(
            Steps(Load(file)).Select(step => step["uses"]?.GetValue<string>()).OfType<string>(),
            action => Assert.Matches(PinnedAction(), action)
        );

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Files_in_commands_exist(string file)
    {
        var text = Repository.Text($".github/workflows/{file}");
        var named = Named().Matches(text).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Contains(".ci/run", named);
        Expect.None(
            named.Where(path => !File.Exists(Repository.Path(path)) && !Directory.Exists(Repository.Path(path))),
            "The workflow names a file that is not there."
        );
    }

    [Fact]
    public void Inputs_reach_a_shell_only_as_variables() =>
        Expect.All(
            Workflows.SelectMany(row => Steps(Load(row.Data))).Select(step => step["run"]?.GetValue<string>()).OfType<string>(),
            script => Assert.DoesNotContain("${{", script, StringComparison.Ordinal)
        );

    [Fact]
    public void A_release_pushes_the_three_images_that_the_projects_build()
    {
        var published =
            from entry in Jobs(Load("release.yml")).Single(job => job.ContainsKey("strategy"))["strategy"]!["matrix"]!["include"]!.AsArray()
            select $"{entry!["project"]} {entry["image"]}";

        Assert.Equal(
            from project in new[] { "Waypost.FlagProvider", "Waypost.Manager", "Waypost.Stats" }
            select $"{project} {ContainerRepository().Match(Repository.Text($"{project}/{project}.csproj")).Groups[1].Value}",
            published.Order()
        );
        Assert.Contains("-p:PublishContainers=true", Repository.Text(".github/workflows/release.yml"), StringComparison.Ordinal);
    }

    private static JsonObject Load(string file) => (JsonObject)YamlTree.Load(Repository.Text($".github/workflows/{file}"))!;

    private static IEnumerable<JsonObject> Jobs(JsonObject workflow) =>
        ((JsonObject)workflow["jobs"]!).Select(job => (JsonObject)job.Value!);

    private static IEnumerable<JsonObject> Steps(JsonObject workflow) =>
        Jobs(workflow).SelectMany(job => job["steps"]!.AsArray()).Select(step => (JsonObject)step!);

    private static IEnumerable<string> Unknown(JsonObject mapping, string[] known) => mapping.Select(pair => pair.Key).Except(known);

    [GeneratedRegex(@"^[\w-]+/[\w-]+@v\d+$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"(?:^|[\s""])((?:\.ci/|Waypost\.)[\w/.]+|global\.json)\b", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex("<ContainerRepository>(.+)</ContainerRepository>")]
    private static partial Regex ContainerRepository();
}
