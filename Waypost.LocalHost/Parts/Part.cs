using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Parts;

/// <summary>One of the processes LocalHost keeps running.</summary>
/// <param name="Name">As it is called in processes.json and before its lines.</param>
/// <param name="Url">Where it answers.</param>
/// <param name="Launch">How it is started.</param>
/// <param name="IsHealthyAsync">Whether those that need it may start.</param>
internal sealed record Part(string Name, string Url, Launch Launch, Func<CancellationToken, Task<bool>> IsHealthyAsync)
{
    /// <summary>From the process LocalHost started to the one that does the work, where these are two (a container engine's client).</summary>
    internal Func<int, CancellationToken, Task<int>>? WorkerAsync { get; init; }
}
