using System.Collections.Frozen;

namespace Waypost.Wire.Sql;

/// <summary>Keywords that can precede a parenthesis without being a function call.</summary>
internal static class SqlKeywords
{
    public static readonly FrozenSet<string> BeforeParenthesis = Set(
        """
        all and any array as asc between by case cross cube desc distinct else end except exists fetch filter first from full group
        grouping having ilike in inner intersect is isnull join lateral like limit materialized natural next not notnull offset on
        only or order outer over partition range recursive rollup rows select sets similar some symmetric tablesample then to union
        using values when where window with within
        """
    );

    public static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
