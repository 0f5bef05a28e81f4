using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Waypost.Architecture.Tests;

/// <summary>What neither the compiler nor CSharpier checks.</summary>
public sealed class StyleTests
{
    private const int LongestLine = 140;

    private static IReadOnlyList<string> Code { get; } =
    [
        .. Repository.Files.Where(file =>
            file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal)
        ),
    ];

    [Fact]
    public void A_line_is_not_longer_than_a_screen()
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
    public void Members_stand_in_one_order()
    {
        Assert.NotEmpty(Code);
        Expect.None(
            Code.SelectMany(file => OutOfOrder(Repository.Text(file)).Select(member => $"{file}: {member}")),
            "Members stand in the order fields, constructors, properties and events, methods. Nested types may open or close a type."
        );
    }

    [Theory]
    [InlineData("class A { int x; A() { } int P => 1; void M() { } }", false)]
    [InlineData("class A { record Request(int X); void M() { } class Log { } }", false)]
    [InlineData("class A { void M() { } int x; }", true)]
    [InlineData("class A { int P => 1; A() { } }", true)]
    [InlineData("class A { class B { void M() { } int P => 1; } }", true)]
    public void The_rule_for_members_knows_a_breach_when_it_sees_one(string code, bool breach) =>
        Assert.Equal(breach, OutOfOrder(code).Any());

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
