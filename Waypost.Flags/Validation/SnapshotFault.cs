namespace Waypost.Flags;

/// <summary>One thing that is wrong in a snapshot.</summary>
/// <param name="Path">Where, for programs: <c>flags/quote-form/rules/0/when/1/values/0</c>. Things with a valid key go by it, others by
/// their position; <c>~</c> and <c>/</c> in user ids are written <c>~0</c> and <c>~1</c>.</param>
/// <param name="Code">What, for programs: one of <see cref="FaultCodes"/>.</param>
/// <param name="Message">What is wrong and what to do about it, for people.</param>
public sealed record SnapshotFault(string Path, string Code, string Message);
