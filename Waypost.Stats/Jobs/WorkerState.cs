using Npgsql;

namespace Waypost.Stats.Jobs;

/// <summary>How this worker stands with its queue, as <c>/health</c> tells it. Written by the worker's loop, read by anyone.</summary>
internal sealed class WorkerState
{
    private volatile string name = Starting;
    private int running;

    public const string Starting = "starting";
    public const string Working = "working";
    public const string NoTable = "no table";
    public const string Away = "database away";

    public string Name => name;

    public int Running => Volatile.Read(ref running);

    /// <summary>True if this is news.</summary>
    public bool Becomes(string state) => Interlocked.Exchange(ref name, state) != state;

    public void Runs(int jobs) => Volatile.Write(ref running, jobs);

    public static string Of(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } ? NoTable : Away;
}
