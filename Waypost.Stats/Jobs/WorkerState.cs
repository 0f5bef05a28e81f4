using Npgsql;

namespace Waypost.Stats.Jobs;

/// <summary>Whether this worker can take jobs, as <c>/health</c> reports it. Written by the worker's loop, read by any thread.</summary>
internal sealed class WorkerState
{
    private volatile string name = Starting;
    private int running;

    public const string Starting = "starting";
    public const string Working = "working";
    public const string NoTable = "the table 'jobs' does not exist yet";
    public const string Unavailable = "the database does not respond";

    public string Name => name;

    public int Running => Volatile.Read(ref running);

    /// <summary>True if the state changed.</summary>
    public bool ChangeTo(string state) => Interlocked.Exchange(ref name, state) != state;

    public void SetRunning(int jobs) => Volatile.Write(ref running, jobs);

    public static string After(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } ? NoTable : Unavailable;
}
