namespace Waypost.LocalPostgres;

/// <summary>How to start a program.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments, without quotes.</param>
/// <param name="WorkingDirectory">Its working directory.</param>
public sealed record ProcessCommand(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory);
