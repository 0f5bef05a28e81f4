namespace Waypost.Flags;

/// <summary>Something wrong in a snapshot.</summary>
/// <param name="Path">Where, like <c>flags/quote-form/rules/0/when/1/values</c>.</param>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Message">For people: what is wrong and what to do.</param>
public sealed record SnapshotFault(string Path, string Code, string Message);
