namespace Waypost.LocalPostgres;

/// <summary>How a program is started, for whoever starts it: the app host's orchestrator, or a test.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments, not yet quoted.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
public sealed record ServerCommand(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory);
