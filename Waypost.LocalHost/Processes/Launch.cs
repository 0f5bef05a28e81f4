namespace Waypost.LocalHost.Processes;

/// <summary>How a process is started.</summary>
internal sealed record Launch(string FileName, params IReadOnlyList<string> Arguments)
{
    internal string? WorkingDirectory { get; init; }

    /// <summary>Added to what LocalHost itself was given; null takes a variable away.</summary>
    internal IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The user to run as, where LocalHost is root and the program refuses to be.</summary>
    internal UnprivilegedUser? RunAs { get; init; }

    /// <summary>What asks the process to end in good order.</summary>
    internal Signal EndSignal { get; init; } = Signal.Terminate;
}
