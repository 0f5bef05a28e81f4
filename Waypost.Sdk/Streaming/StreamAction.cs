using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>What to do about an event.</summary>
internal abstract record StreamAction
{
    private StreamAction() { }

    /// <summary>Hold this snapshot from now on.</summary>
    internal sealed record Take(Snapshot Snapshot) : StreamAction;

    /// <summary>What we hold is what the provider holds, or newer.</summary>
    internal sealed record Confirm : StreamAction;

    /// <summary>Nothing for us; keep what we hold and read on.</summary>
    internal sealed record Ignore(string Why) : StreamAction;

    /// <summary>Keep what we hold, and connect anew without <c>Last-Event-ID</c>, which asks for everything.</summary>
    internal sealed record StartOver(string Why) : StreamAction;
}
