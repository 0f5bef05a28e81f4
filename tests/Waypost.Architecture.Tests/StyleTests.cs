using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Waypost.Architecture.Tests;

/// <summary>What neither the compiler nor CSharpier checks.</summary>
public sealed partial class StyleTests
{
    private const int LongestLine = 140;

    private static IReadOnlyList<string> Code { get; } =
    [
        .. Repository.Files.Where(file =>
            file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal)
        ),
    ];

    [Fact]
    public void A_line_has_at_most_140_characters()
    {
        var files = Code.Concat(Repository.Files.Where(file => file.EndsWith(".razor", StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(files);
        Expect.None(
            from file in files
            from line in Repository.Lines(file).Index()
            where line.Item.Length > LongestLine
            select $"{file}:{line.Index + 1}: {line.Item.Length} characters",
            $"More than {LongestLine} characters: break the line. CSharpier breaks code, but neither strings, comments nor markup."
        );
    }

    [Fact]
    public void Members_are_in_the_agreed_order()
    {
        Assert.NotEmpty(Code);
        Expect.None(
            Code.SelectMany(file => OutOfOrder(Repository.Text(file)).Select(member => $"{file}: {member}")),
            "Put members in this order: fields, constructors, properties and events, methods. Nested types may come first or last."
        );
    }

    [Theory]
    [InlineData("class A { int x; A() { } int P => 1; void M() { } }", false)]
    [InlineData("class A { record Request(int X); void M() { } class Log { } }", false)]
    [InlineData("class A { void M() { } int x; }", true)]
    [InlineData("class A { int P => 1; A() { } }", true)]
    [InlineData("class A { class B { void M() { } int P => 1; } }", true)]
    public void The_rule_for_members_finds_a_breach(string code, bool breach) => Assert.Equal(breach, OutOfOrder(code).Any());

    // The compiler checks this in C# files only.
    [Fact]
    public void A_member_of_a_component_has_an_access_modifier()
    {
        var components = Repository.Files.Where(file => file.EndsWith(".razor", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(components);
        Expect.None(
            components.SelectMany(file => WithoutModifier(Repository.Text(file)).Select(member => $"{file}: {member}")),
            "Begin every member of a component with public, protected or private."
        );
    }

    [Theory]
    [InlineData("<p></p>\n@code {\n  string Name => \"\";\n}", true)]
    [InlineData("<p></p>\n@code {\n  static bool IsOpen(int x) => x > 0;\n}", true)]
    [InlineData("  <b>x = 1;</b>\n@code {\n  private bool IsOpen()\n  {\n    return Is(1);\n  }\n}", false)]
    public void The_rule_for_access_modifiers_finds_a_breach(string component, bool breach) =>
        Assert.Equal(breach, WithoutModifier(component).Any());

    private static IEnumerable<string> WithoutModifier(string component)
    {
        var start = component.IndexOf("@code {", StringComparison.Ordinal);
        return start < 0 ? [] : MemberWithoutModifier().Matches(component[start..]).Select(match => match.Value.Trim());
    }

    [GeneratedRegex(
        @"^  (?!(public|protected|private|internal) )"
            + @"((static|readonly|async|const) )*[\w(][\w<>?\[\], .()]* [A-Za-z_]\w*( =>| =|;|\(| \{).*$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex MemberWithoutModifier();

    private static IEnumerable<string> OutOfOrder(string code) =>
        from type in CSharpSyntaxTree
            .ParseText(code, cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes()
            .OfType<TypeDeclarationSyntax>()
        let ranks = type.Members.Select(Rank).OfType<int>().ToList()
        where !ranks.SequenceEqual(ranks.Order())
        select type.Identifier.Text;

    private static int? Rank(MemberDeclarationSyntax member) =>
        member switch
        {
            BaseTypeDeclarationSyntax or DelegateDeclarationSyntax => null,
            FieldDeclarationSyntax => 0,
            ConstructorDeclarationSyntax => 1,
            BasePropertyDeclarationSyntax or EventFieldDeclarationSyntax => 2,
            _ => 3,
        };
}
