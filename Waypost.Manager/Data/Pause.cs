namespace Waypost.Manager.Data;

/// <summary>A period in which the flag was off and nobody was exposed.</summary>
/// <param name="To">None while it lasts.</param>
internal sealed record Pause(DateTimeOffset From, DateTimeOffset? To);
