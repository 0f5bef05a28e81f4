using System.Text.RegularExpressions;

namespace Waypost.Architecture.Tests;

public sealed partial class SizesAndNamesTests
{
    private const int longest = 250;
    private const int deepest = 3;

    private static IReadOnlyList<string> Code { get; } =
    [
        .. Repository
            .Files.Where(file =>
                file.EndsWith(".cs", StringComparison.Ordinal)
                || file.EndsWith(".razor", StringComparison.Ordinal)
                || file.EndsWith(".js", StringComparison.Ordinal)
                || file.EndsWith(".css", StringComparison.Ordinal)
            )
            .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal) && !file.EndsWith(".g.cs", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Files_are_short() =>
        Expect.None(
            from file in Code
            let lines = Repository.Lines(file).Length
            where lines > longest
            select $"{file}: {lines} lines",
            $"More than {longest} lines. Split the file by topic."
        );

    [Fact]
    public void Names_say_what_a_type_does()
    {
        Assert.NotEmpty(Code);
        Expect.None(
            Code.Where(file => Meaningless().IsMatch(Path.GetFileNameWithoutExtension(file)))
                .Concat(
                    from file in Code
                    from Match type in TypeNamed().Matches(Repository.Text(file))
                    where Meaningless().IsMatch(type.Groups[1].Value)
                    select $"{file}: {type.Groups[1].Value}"
                ),
            "Helper, Utils, Impl and Dto mean nothing: use a domain term for what the type does."
        );
    }

    [Theory]
    [InlineData("FlagHelper", true)]
    [InlineData("StringUtils", true)]
    [InlineData("FlagDto", true)]
    [InlineData("StoreImpl", true)]
    [InlineData("Implication", false)]
    [InlineData("FlagStore", false)]
    public void The_rule_for_names_finds_a_breach(string name, bool breach) => Assert.Equal(breach, Meaningless().IsMatch(name));

    [Fact]
    public void Folders_are_at_most_three_levels_deep() =>
        Expect.None(
            from project in Repository.Projects
            let folder = Path.GetDirectoryName(project.File)!.Replace('\\', '/')
            from file in Repository.Under(folder, ".cs", ".razor")
            where file[(folder.Length + 1)..].Split('/').Length - 1 > deepest
            select file,
            $"More than {deepest} folders below its project: move it up."
        );

    [Fact]
    public void A_disabled_warning_has_a_reason_in_a_comment() =>
        Expect.None(
            from file in Code
            let lines = Repository.Lines(file)
            from number in Enumerable.Range(0, lines.Length)
            where
                Silenced().IsMatch(lines[number])
                && !lines[number].Contains("//", StringComparison.Ordinal)
                && (number == 0 || !lines[number - 1].TrimStart().StartsWith("//", StringComparison.Ordinal))
            select $"{file}:{number + 1}",
            "Say in a comment on the line, or above it, why the warning is wrong here."
        );

    [GeneratedRegex("(Helper|Helpers|Util|Utils|Utilities|Impl|Dto|Dtos|DTO)(?![a-z])")]
    private static partial Regex Meaningless();

    [GeneratedRegex(
        @"^\s*(?:(?:public|internal|private|protected|static|sealed|abstract|partial|readonly|file|ref)\s+)*"
            + @"(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex TypeNamed();

    [GeneratedRegex(@"^\s*#pragma warning disable")]
    private static partial Regex Silenced();
}
