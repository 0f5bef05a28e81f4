namespace Waypost.Wire.Jobs;

/// <summary>How far a running job is: column <c>jobs.progress</c>.</summary>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="Doing">The current step as text: a metric's name.</param>
public sealed record JobProgress(int Done, int Total, string? Doing);
