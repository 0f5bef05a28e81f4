namespace Waypost.Sdk.Tests.Support;

/// <summary>Fails a test that would otherwise hang; no test depends on how long anything takes.</summary>
internal static class TestTimeout
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;
}
