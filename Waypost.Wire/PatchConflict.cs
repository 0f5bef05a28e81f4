namespace Waypost.Wire;

/// <summary>Body of a provider's 409 response to a patch that starts from another version. The manager then sends a snapshot.</summary>
/// <param name="Version">The version the provider has; 0 if it has none, or another epoch.</param>
public sealed record PatchConflict(long Version);
