using System.Text.RegularExpressions;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>The documentation's tables contain only settings that services read, with defaults that they accept.</summary>
[Collection(nameof(ProcessEnvironment))]
public sealed partial class DocumentedSettingsTests
{
    [Theory]
    [InlineData("docs/deployment.md")]
    [InlineData("docs/provider.md")]
    public void Every_documented_setting_is_read_by_a_service(string page)
    {
        var listed = Row()
            .Matches(Repository.Text(page))
            .SelectMany(row =>
                Name()
                    .Matches(row.Groups["names"].Value)
                    .Select(name => (Name: name.Groups[1].Value, Default: Value().Match(row.Groups["default"].Value).Groups[1].Value))
            )
            .Where(setting => setting.Name.Contains(':', StringComparison.Ordinal))
            .DistinctBy(setting => setting.Name)
            .ToDictionary(
                setting => setting.Name.Replace(":", "__", StringComparison.Ordinal),
                setting => setting.Name.StartsWith("services:", StringComparison.Ordinal) ? "http://elsewhere" : setting.Default
            );

        var unread = BoundSettings.Services.Select(service => BoundSettings.Of(service, listed).Unread);

        Assert.True(listed.Count > 5);
        Expect.None(unread.Aggregate((one, other) => [.. one.Intersect(other)]), $"{page} lists a setting that no service reads.");
    }

    // "| `A:B`, `:C` | `default` | …"; wildcards such as Bootstrap:* are left out.
    [GeneratedRegex(@"^\| (?<names>`[\w:`, ]+`) \| (?<default>[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^`?(\d[\d:.]*|true|false|UTC)")]
    private static partial Regex Value();
}
