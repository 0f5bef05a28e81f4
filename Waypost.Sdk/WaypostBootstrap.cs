using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>Flags to start with: a snapshot as <c>GET {provider}/flags</c> answers it.</summary>
public sealed class WaypostBootstrap
{
    private readonly Func<Stream> open;

    private WaypostBootstrap(Func<Stream> open) => this.open = open;

    /// <summary>From a file, read when the client is made.</summary>
    public static WaypostBootstrap FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(() => File.OpenRead(path));
    }

    /// <summary>From a stream, an embedded resource perhaps. Opened when the client is made, read once, and closed.</summary>
    public static WaypostBootstrap FromStream(Func<Stream> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new(open);
    }

    /// <summary>From an open stream; the client made with it reads it to its end and closes it.</summary>
    public static WaypostBootstrap FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(() => stream);
    }

    /// <exception cref="Exception">Whatever opening and reading can throw; <see cref="JsonException"/> for what is no snapshot.</exception>
    internal Snapshot Read()
    {
        using var stream = open();
        return JsonSerializer.Deserialize(stream, FlagsJson.Default.Snapshot) ?? throw new JsonException("The bootstrap holds null.");
    }
}
