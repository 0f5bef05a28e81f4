namespace Waypost.LocalHost.Parts;

/// <summary>A part's process as its supervisor sees it; tests put another in its place.</summary>
internal interface IPartProcess : IAsyncDisposable
{
    int Pid { get; }

    /// <summary>Completes with the exit code.</summary>
    Task<int> Exited { get; }

    /// <summary>Asks it to end, and ends it after the grace.</summary>
    Task StopAsync(TimeSpan grace, TimeProvider time);
}
