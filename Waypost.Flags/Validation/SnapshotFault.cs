namespace Waypost.Flags;

/// <summary>A fault in a snapshot.</summary>
/// <param name="Path">Where, for programs, such as <c>flags/quote-form/rules/0/when/1/values/0</c>. Items with a valid key are named by
/// it, others by their position; <c>~</c> and <c>/</c> in user ids are escaped as <c>~0</c> and <c>~1</c>.</param>
/// <param name="Code">The kind of fault, for programs: one of <see cref="FaultCodes"/>.</param>
/// <param name="Message">What is wrong and how to fix it, for people.</param>
public sealed record SnapshotFault(string Path, string Code, string Message);
