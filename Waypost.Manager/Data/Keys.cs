using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Waypost.Manager.Data;

/// <summary>Entities with a key that a user chose.</summary>
internal interface IKeyed
{
    string Key { get; }
}

/// <summary>Keys are case-insensitive: their columns have a collation that ignores case.</summary>
internal static class Keys
{
    /// <summary>A nondeterministic ICU collation. It supports equality and order, but no LIKE before PostgreSQL 18.</summary>
    public const string Collation = "ignore_case";

    public const int Length = 100;

    public static void Configure<T>(PropertyBuilder<T> key) => key.HasMaxLength(Length).UseCollation(Collation);

#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL's lower().

    /// <summary>Orders by lower-case ASCII on every server, because clients may hold cursors in this order.</summary>
    public static IOrderedQueryable<T> OrderByKey<T>(this IQueryable<T> rows)
        where T : class, IKeyed => rows.OrderBy(row => EF.Functions.Collate(row.Key.ToLower(), "C"));

    /// <summary>The rows after a key in that order; all rows if it is null.</summary>
    /// <param name="after">From <see cref="SortKey"/>.</param>
    public static IQueryable<T> AfterKey<T>(this IQueryable<T> rows, string? after)
        where T : class, IKeyed =>
        after is null ? rows : rows.Where(row => string.Compare(EF.Functions.Collate(row.Key.ToLower(), "C"), after) > 0);

#pragma warning restore CA1304, CA1311, CA1862

    public static string SortKey(IKeyed row) => row.Key.ToLowerInvariant();
}
