using System.Globalization;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>What a client does with a snapshot of a newer schema.</summary>
internal enum SchemaReader
{
    /// <summary>From before <see cref="Snapshot.SchemaHeader"/>: refuses any but the oldest schema, so it is told of no other.</summary>
    Oldest,

    /// <summary>Reads any schema, and warns of one it does not know.</summary>
    Any,
}

internal static class SchemaReaders
{
    /// <summary>What the client says of itself.</summary>
    public static SchemaReader Of(HttpRequest request) =>
        request.Headers[Snapshot.SchemaHeader] is [{ } value]
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var schema)
        && schema > Snapshot.OldestSchema
            ? SchemaReader.Any
            : SchemaReader.Oldest;
}
