using System.Globalization;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>Strong ETags over a row's revision.</summary>
internal static class ETags
{
    public static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>Null when the caller may write: If-Match is missing, a star, or the current ETag.</summary>
    public static Refusal? Check(string? ifMatch, long revision)
    {
        if (string.IsNullOrWhiteSpace(ifMatch) || ifMatch.Trim() == "*")
        {
            return null;
        }

        var current = Of(revision);
        // RFC 9110 13.1.1: If-Match is a list, compared strongly.
        return ifMatch.Split(',', StringSplitOptions.TrimEntries).Contains(current, StringComparer.Ordinal)
            ? null
            : new Refusal.Stale(current);
    }

    public static string? IfMatch(this HttpRequest request) => request.Headers.IfMatch is { Count: > 0 } values ? values.ToString() : null;

    public static void SetETag(this HttpResponse response, long revision) => response.Headers.ETag = Of(revision);
}
