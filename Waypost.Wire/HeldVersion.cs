namespace Waypost.Wire;

/// <summary>A provider's 409 to a patch that does not fit: what it holds instead. The manager then sends a snapshot.</summary>
/// <param name="Version">Version the provider holds; 0 when it holds nothing or another epoch.</param>
public sealed record HeldVersion(long Version);
