using System.Globalization;

namespace Waypost.Flags;

/// <summary>A version within an epoch, written <c>epoch.version</c>: the ETag of a snapshot and the id of a stream's event.</summary>
/// <param name="Epoch">Random id; contains no dot.</param>
/// <param name="Version">0 or above.</param>
public readonly record struct SnapshotVersion(string Epoch, long Version)
{
    /// <summary>The version of a snapshot.</summary>
    public static SnapshotVersion Of(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new(snapshot.Epoch, snapshot.Version);
    }

    /// <summary>Parses <c>epoch.version</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out SnapshotVersion version)
    {
        version = default;
        var dot = text?.LastIndexOf('.') ?? -1;
        if (dot <= 0 || !long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        version = new(text![..dot], number);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Version}");
}
