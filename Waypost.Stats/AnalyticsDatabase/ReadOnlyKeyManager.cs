using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// Reads the manager's keys. Data Protection caches them for a day, so they can be refreshed when a new key is needed.
/// </summary>
internal sealed class ReadOnlyKeyManager(IOptions<KeyManagementOptions> options, IActivator activator, ILoggerFactory loggers)
    : IKeyManager,
        IDisposable
{
    private readonly XmlKeyManager stored = new(options, activator, loggers);
    private CancellationTokenSource expiration = new();

    /// <summary>Expires the cached keys, so that they are read again when needed. Thread-safe.</summary>
    public void Refresh() => Interlocked.Exchange(ref expiration, new CancellationTokenSource()).Cancel();

    public IReadOnlyCollection<IKey> GetAllKeys() => stored.GetAllKeys();

    public CancellationToken GetCacheExpirationToken() => Volatile.Read(ref expiration).Token;

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) => throw OnlyTheManager();

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => throw OnlyTheManager();

    public void RevokeKey(Guid keyId, string? reason = null) => throw OnlyTheManager();

    public void Dispose() => expiration.Dispose();

    private static NotSupportedException OnlyTheManager() => new("Only the manager creates and revokes keys.");
}
