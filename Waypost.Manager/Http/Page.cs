using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <summary>The paging parameters of a list: <c>?limit=</c> (1 to 200, default 50) and <c>?cursor=</c>.</summary>
internal sealed record Paging(int? Limit, string? Cursor)
{
    public const int MaxLimit = 200;
    public const int Default = 50;
    private static readonly Refusal BadCursor = Refusal.Invalid.Field(
        "cursor",
        "The cursor is not valid for this list. Start without one."
    );

    public int Take => Limit ?? Default;

    /// <summary>The sort key after which the page starts.</summary>
    public string? After =>
        Cursor is { Length: > 0 }
        && Base64Url.IsValid(Cursor)
        && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Cursor)) is var text
        && KeyRules.IsText(text)
            ? text
            : null;

    /// <summary>Null when valid.</summary>
    public Refusal? Check() =>
        Limit is < 1 or > MaxLimit ? Refusal.Invalid.Field("limit", $"limit must be between 1 and {MaxLimit}.")
        : Cursor is { Length: > 0 } && After is null ? BadCursor
        : null;

    /// <summary>The same for lists ordered by id.</summary>
    /// <param name="after">The id after which the page starts.</param>
    public Refusal? Check(out long? after)
    {
        after = long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        return Check() ?? (Cursor is { Length: > 0 } && after is null ? BadCursor : null);
    }

    /// <summary>Reads a whole list page by page; the first refusal ends it.</summary>
    public static async Task<Outcome<List<T>>> AllAsync<T>(Func<Paging, Task<Outcome<Page<T>>>> list)
    {
        var all = new List<T>();
        string? cursor = null;
        do
        {
            if (!(await list(new(MaxLimit, cursor))).Succeeded(out var page, out var refused))
            {
                return refused;
            }

            all.AddRange(page.Items);
            cursor = page.NextCursor;
        } while (cursor is not null);
        return all;
    }

    /// <summary>Drops the extra row, and creates the cursor from the last one left.</summary>
    public Page<TItem> Of<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, TItem> item, Func<TRow, string> sortKey) =>
        rows.Count <= Take
            ? new([.. rows.Select(item)], null)
            : new([.. rows.Take(Take).Select(item)], Base64Url.EncodeToString(Encoding.UTF8.GetBytes(sortKey(rows[Take - 1]))));
}
