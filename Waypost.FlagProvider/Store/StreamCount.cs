namespace Waypost.FlagProvider.Store;

/// <summary>How many streams are open: downstream counts, upstream tells the manager.</summary>
internal sealed class StreamCount
{
    private int current;

    public int Current => Volatile.Read(ref current);

    public int Add(int change) => Interlocked.Add(ref current, change);
}
