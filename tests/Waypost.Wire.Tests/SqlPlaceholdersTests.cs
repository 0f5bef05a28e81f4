using Waypost.Wire.Sql;

namespace Waypost.Wire.Tests;

/// <summary><c>{{start}}</c> and <c>{{end}}</c> are replaced where PostgreSQL reads code, and refused where it reads text.</summary>
public sealed class SqlPlaceholdersTests
{
    [Theory]
    [InlineData("select * from e where t >= {{start}} and t < {{end}}", "select * from e where t >= <start> and t < <end>")]
    [InlineData("select * from e where t >= {{ start }} and t < {{\n\tEnd }}", "select * from e where t >= <start> and t < <end>")]
    [InlineData("select * from e where t >= {{START}}", "select * from e where t >= <start>")]
    [InlineData("select * from e where t>={{start}}and t<{{end}}", "select * from e where t>= <start> and t< <end>")]
    [InlineData(
        "select * from e where d between {{start}}::date and {{end}}::date",
        "select * from e where d between <start>::date and <end>::date"
    )]
    [InlineData("select {{start}}, ({{start}}), {{end}}", "select <start>, (<start>), <end>")]
    [InlineData(
        "with a as (select * from e where t >= {{start}}), b as (select * from f where t >= {{start}}) table a where t < {{end}}",
        "with a as (select * from e where t >= <start>), b as (select * from f where t >= <start>) table a where t < <end>"
    )]
    [InlineData("select 'it''s', E'\\'', $x$ ' $x$, \"a\"\"b\" from e -- '\nwhere t >= {{start}}", null)]
    [InlineData("select /* /* ' */ \" */ 1 from e where t >= {{start}}", null)]
    [InlineData("select 1 from e where a <> '{{1,2},{3,4}}' and b not like '%{{name}}%' and t >= {{start}}", null)]
    [InlineData("select 1 from e where t >= {{start}} -- {{since}}, {{starting}}, { {end}}", null)]
    public void Placeholders_are_found_outside_of_strings_names_and_comments(string query, string? filled)
    {
        Assert.True(SqlValidator.TryValidate(query, out var valid, out var error), error);

        filled ??= query.Replace("{{start}}", "<start>", StringComparison.Ordinal);
        Assert.Equal(filled, SqlPlaceholders.Fill(valid, (_, name) => $"<{name}>"));
    }

    [Fact]
    public void Each_placeholder_is_numbered_in_its_order()
    {
        const string query = "select * from e where t >= {{start}} and t < {{End}} and d >= {{ start }}";

        Assert.Equal(["start", "end", "start"], SqlPlaceholders.Find(query));
        Assert.Equal(
            "select * from e where t >= 0 and t < 1 and d >= 2",
            SqlPlaceholders.Fill(query, (i, _) => i.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public void A_query_with_semicolons_and_a_comment_at_its_end_keeps_its_placeholders()
    {
        Assert.True(SqlValidator.TryValidate("select * from e where t >= {{start}} ; -- done\n;", out var query, out var error), error);

        Assert.Equal("select * from e where t >= <start> ", SqlPlaceholders.Fill(query, (_, name) => $"<{name}>"));
    }

    [Theory]
    [InlineData("select * from e where t >= '{{start}}'", "start", "a string")]
    [InlineData("select * from e where t >= '{{ START }}'::timestamptz", "start", "a string")]
    [InlineData("select * from e where t >= timestamptz 'it''s {{end}}'", "end", "a string")]
    [InlineData("select * from e where t >= E'\\'{{start}}'", "start", "a string")]
    [InlineData("select * from e where t >= E'\\\\' and t < '{{end}}'", "end", "a string")]
    [InlineData("select * from e where t >= $${{start}}$$", "start", "a string")]
    [InlineData("select * from e where t >= $x$ $$ {{start}} $x$", "start", "a string")]
    [InlineData("select '{{start timestamptz 2026}}' from e", "start", "a string")]
    [InlineData("select \"{{start}}\" from e", "start", "a name in double quotes")]
    public void A_placeholder_in_quotes_is_refused_with_what_to_do(string query, string name, string where)
    {
        Assert.False(SqlValidator.TryValidate(query, out _, out var error));

        Assert.Equal(
            $"The query contains {{{{{name}}}}} inside {where}, where it is not replaced. "
                + $"Write it without quotes, for example \"timestamp\" >= {{{{{name}}}}}.",
            error
        );
    }

    [Theory]
    [InlineData("select * from e -- where t >= {{start}}", "start")]
    [InlineData("select * from e -- {{ End }}\nwhere t >= {{start}}", "end")]
    [InlineData("select /* {{start}} */ * from e", "start")]
    [InlineData("select /* a /* {{end}} */ b */ * from e", "end")]
    [InlineData("select * from e; -- {{start}}", "start")]
    public void A_placeholder_in_a_comment_is_refused_with_what_to_do(string query, string name)
    {
        Assert.False(SqlValidator.TryValidate(query, out _, out var error));

        Assert.Equal(
            $"The query contains {{{{{name}}}}} inside a comment, where it is not replaced. "
                + "Remove it from the comment, or write it there without braces.",
            error
        );
    }

    [Theory]
    [InlineData("select * from e where t >= {{begin}}", "The query contains the unknown placeholder {{begin}}.")]
    [InlineData("select * from e where t >= {{ Starts }}", "The query contains the unknown placeholder {{Starts}}.")]
    [InlineData("select * from e where t >= {{}}", "The query contains {{ that does not begin a placeholder.")]
    [InlineData("select * from e where t >= {{start}", "The query contains {{ that does not begin a placeholder.")]
    [InlineData("select * from e where t >= {{{start}}}", "The query contains {{ that does not begin a placeholder.")]
    [InlineData(
        "select * from e where t >= {{start timestamptz '2026-03-01'}}",
        "The query contains {{ that does not begin a placeholder."
    )]
    [InlineData("select * from e where t >= {{'a'}}", "The query contains {{ that does not begin a placeholder.")]
    public void Anything_else_in_braces_is_refused_with_the_known_placeholders(string query, string message)
    {
        Assert.False(SqlValidator.TryValidate(query, out _, out var error));

        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.EndsWith("{{start}} and {{end}}.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fifty_placeholders_are_enough()
    {
        static string With(int count) => $"select {string.Join(", ", Enumerable.Repeat("{{start}}", count))} from e";

        Assert.True(SqlValidator.TryValidate(With(50), out _, out _));
        Assert.False(SqlValidator.TryValidate(With(51), out _, out var error));
        Assert.Contains("more than 50", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select * from e where t >= {{start}}(1)")]
    [InlineData("select * from e, {{start}}, pg_user")]
    [InlineData("select 1 where {{start}} > (select now() from pg_user)")]
    public void A_placeholder_does_not_hide_a_system_table(string query)
    {
        var isValid = SqlValidator.TryValidate(query, out _, out var error);

        Assert.True(!isValid || !query.Contains("pg_user", StringComparison.Ordinal), error);
    }
}
