using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>Initial flags: a snapshot in the format of <c>GET {provider}/flags</c>.</summary>
public sealed class WaypostBootstrap
{
    private readonly Func<Stream> open;

    private WaypostBootstrap(Func<Stream> open) => this.open = open;

    /// <summary>From a file, read when the client is created.</summary>
    public static WaypostBootstrap FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(() => File.OpenRead(path));
    }

    /// <summary>From a stream, for example an embedded resource. Opened when the client is created, read once, and closed.</summary>
    public static WaypostBootstrap FromStream(Func<Stream> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new(open);
    }

    /// <summary>From an open stream; the client reads it to the end and closes it.</summary>
    public static WaypostBootstrap FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(() => stream);
    }

    /// <exception cref="Exception">Opening or reading failed; <see cref="JsonException"/> if it is not a snapshot.</exception>
    internal Snapshot Read()
    {
        using var stream = open();
        return JsonSerializer.Deserialize(stream, FlagsJson.Default.Snapshot) ?? throw new JsonException("The bootstrap is null.");
    }
}
