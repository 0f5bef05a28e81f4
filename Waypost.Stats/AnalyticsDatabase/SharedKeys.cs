using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// The manager's keys, only read here: Data Protection keeps what it read for a day, so it must be told when that was too early.
/// </summary>
internal sealed class SharedKeys(IOptions<KeyManagementOptions> options, IActivator activator, ILoggerFactory loggers)
    : IKeyManager,
        IDisposable
{
    private readonly XmlKeyManager stored = new(options, activator, loggers);
    private CancellationTokenSource age = new();

    /// <summary>What was read is forgotten, and read again when it is needed. Thread-safe.</summary>
    public void Refresh() => Interlocked.Exchange(ref age, new CancellationTokenSource()).Cancel();

    public IReadOnlyCollection<IKey> GetAllKeys() => stored.GetAllKeys();

    public CancellationToken GetCacheExpirationToken() => Volatile.Read(ref age).Token;

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) => throw OnlyTheManager();

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => throw OnlyTheManager();

    public void RevokeKey(Guid keyId, string? reason = null) => throw OnlyTheManager();

    public void Dispose() => age.Dispose();

    private static NotSupportedException OnlyTheManager() => new("Only the manager makes and revokes keys.");
}
