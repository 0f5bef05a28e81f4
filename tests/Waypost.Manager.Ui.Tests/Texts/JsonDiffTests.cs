using System.Text.Json;

namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class JsonDiffTests
{
    [Fact]
    public void Lines_that_only_one_side_has_are_marked()
    {
        var diff = Compare("""{"a":1,"b":2}""", """{"a":1,"b":3,"c":4}""");

        Assert.Equal(["  \"b\": 2"], Changed(diff.Before));
        Assert.Equal(["  \"b\": 3,", "  \"c\": 4"], Changed(diff.After));
    }

    [Fact]
    public void A_comma_after_a_line_is_no_change()
    {
        var diff = Compare("""{"a":1}""", """{"a":1,"b":2}""");

        Assert.Empty(Changed(diff.Before));
        Assert.Equal(["  \"b\": 2"], Changed(diff.After));
    }

    [Fact]
    public void Without_another_side_every_line_is_marked()
    {
        var diff = JsonDiff.Compare(null, JsonElement.Parse("""{"a":1}"""));

        Assert.Empty(diff.Before);
        Assert.Equal(["{", "  \"a\": 1", "}"], Changed(diff.After));
    }

    [Fact]
    public void Values_too_long_to_compare_are_marked_throughout()
    {
        var before = JsonSerializer.Serialize(Enumerable.Range(0, 2000));

        var diff = Compare(before, "[1]");

        Assert.All(diff.Before, line => Assert.True(line.IsChanged));
        Assert.All(diff.After, line => Assert.True(line.IsChanged));
    }

    private static JsonDiff Compare(string before, string after) => JsonDiff.Compare(JsonElement.Parse(before), JsonElement.Parse(after));

    private static IEnumerable<string> Changed(IEnumerable<DiffLine> lines) =>
        lines.Where(line => line.IsChanged).Select(line => line.Text);
}
