using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>What the client does in response to an event.</summary>
internal abstract record StreamAction
{
    private StreamAction() { }

    /// <summary>Use this snapshot from now on.</summary>
    internal sealed record Replace(Snapshot Snapshot) : StreamAction;

    /// <summary>Nothing to do: the client has the provider's version or a newer one.</summary>
    internal sealed record UpToDate : StreamAction;

    /// <summary>Skip the event and read on.</summary>
    internal sealed record Ignore(string Reason) : StreamAction;

    /// <summary>Keep the current flags and reconnect without <c>Last-Event-ID</c>, which requests a full snapshot.</summary>
    internal sealed record Resync(string Reason) : StreamAction;
}
