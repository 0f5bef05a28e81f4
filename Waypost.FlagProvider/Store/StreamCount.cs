namespace Waypost.FlagProvider.Store;

/// <summary>How many streams are open: downstream counts, upstream tells the manager.</summary>
sealed class StreamCount
{
    int current;

    public int Current => Volatile.Read(ref current);

    public int Add(int change) => Interlocked.Add(ref current, change);
}
