using System.Globalization;

namespace Waypost.Manager.Ui.Tests.Words;

public sealed class SmallWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(12_000, 18_000L, false, "12,000 users so far (18,000 planned)")]
    [InlineData(19_999, 18_000L, false, "19,999 users so far (18,000 planned)")]
    [InlineData(19_999, 18_000L, true, "19,999 users (18,000 planned)")]
    [InlineData(12, null, true, "12 users")]
    [InlineData(1, null, false, "1 user so far")]
    public void Users_of_an_experiment_are_told_against_its_plan_and_so_far_only_while_it_runs(
        long total,
        long? planned,
        bool isOver,
        string words
    ) => Assert.Equal(words, Waypost.Manager.Features.Experiments.ExperimentText.Users(total, planned, isOver));

    [Theory]
    [InlineData("2026-03-15T11:59:40Z", "just now")]
    [InlineData("2026-03-15T12:00:30Z", "just now")]
    [InlineData("2026-03-15T11:56:00Z", "4\u00a0min ago")]
    [InlineData("2026-03-15T09:00:00Z", "3\u00a0h ago")]
    [InlineData("2026-03-14T10:00:00Z", "1\u00a0day ago")]
    [InlineData("2026-03-10T12:00:00Z", "5\u00a0days ago")]
    [InlineData("2026-01-02T12:00:00Z", "2 Jan")]
    [InlineData("2025-01-02T12:00:00Z", "2 Jan 2025")]
    public void The_past_is_as_short_as_a_table_needs_it(string at, string words) =>
        Assert.Equal(words, Ago.Words(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), Now));

    [Theory]
    [InlineData("Short quote form", "short-quote-form")]
    [InlineData("  Größere Batterie!  ", "gr-ere-batterie")]
    [InlineData("v2.0 — beta", "v2-0-beta")]
    [InlineData("日本", "")]
    public void A_name_suggests_a_key(string name, string key) => Assert.Equal(key, KeyOf.Name(name));

    [Theory]
    [InlineData("/projects/a/flags?x=1", "/projects/a/flags?x=1")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Only_a_path_of_this_site_is_gone_back_to(string? url, string local) => Assert.Equal(local, Urls.Local(url));

    [Fact]
    public void Keys_in_addresses_are_escaped() =>
        Assert.Equal("/projects/a%2Fb/flags/c%3Fd?environment=e%26f", Urls.Flag("a/b", "e&f", "c?d"));

    [Theory]
    [InlineData("short = Solar\nlong = a = b", "string", "short:\"Solar\" long:\"a = b\"")]
    [InlineData("low = 1\n\nhigh = 2.5", "number", "low:1 high:2.5")]
    [InlineData("one = {\"a\":[1]}\ntwo = null", "json", "one:{\"a\":[1]} two:null")]
    public void Variants_are_read_line_by_line(string text, string type, string read)
    {
        var (values, fault) = VariantLines.Read(text, type);

        Assert.Null(fault);
        Assert.Equal(read, string.Join(' ', values.Select(value => $"{value.Key}:{value.Value.GetRawText()}")));
    }

    [Theory]
    [InlineData("no equals sign", "string", "does not name its variant")]
    [InlineData("a = one", "number", "The value of variant 'a' must be a number")]
    [InlineData("a = {", "json", "The value of variant 'a' must be valid JSON")]
    [InlineData("a = 1\na = 2", "number", "stands on two lines")]
    public void A_line_that_is_no_variant_is_said(string text, string type, string fault) =>
        Assert.Contains(fault, VariantLines.Read(text, type).Fault, StringComparison.Ordinal);
}
