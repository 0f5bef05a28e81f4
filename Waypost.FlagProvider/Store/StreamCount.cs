namespace Waypost.FlagProvider.Store;

/// <summary>The number of open streams: Downstream counts them, Upstream reports the number to the manager. Thread-safe.</summary>
internal sealed class StreamCount
{
    private int current;

    public int Current => Volatile.Read(ref current);

    public int Add(int change) => Interlocked.Add(ref current, change);
}
