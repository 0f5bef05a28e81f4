namespace Waypost.Sdk.Tests.Support;

/// <summary>Ends a wait that would never end; no test depends on how long anything takes.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;
}
