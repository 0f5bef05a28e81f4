using Microsoft.Extensions.Options;
using Npgsql;

namespace Waypost.Stats;

/// <summary><c>Waypost:Stats</c>: how this worker takes jobs.</summary>
sealed class StatsOptions
{
    public const string Section = "Waypost:Stats";

    /// <summary>From <c>ConnectionStrings:waypostdb</c>.</summary>
    public string Database { get; set; } = "";

    /// <summary>How long a claimed job belongs to a worker that has stopped answering. 2 s…1 h.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a running job's lease is renewed. At most half the lease, so that one lost renewal costs nothing.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the queue is looked at when nobody notifies; with the lease it bounds how late a dead worker's job starts again. 10 ms…1 min.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Jobs at once in this process. 1…64.</summary>
    public int Parallelism { get; set; } = 2;

    /// <summary>How many workers may die over a job before it is failed. 1…100. A job that fails by itself is not tried again.</summary>
    public int MaxAttempts { get; set; } = 3;
}

sealed class StatsOptionsValidator : IValidateOptions<StatsOptions>
{
    public ValidateOptionsResult Validate(string? name, StatsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    static IEnumerable<string> Faults(StatsOptions options)
    {
        if (DatabaseFault(options.Database) is { } fault) yield return $"ConnectionStrings:waypostdb {fault}";
        if (options.Lease < TimeSpan.FromSeconds(2) || options.Lease > TimeSpan.FromHours(1))
            yield return $"{StatsOptions.Section}:Lease must lie between 00:00:02 and 01:00:00, but is {options.Lease}.";
        if (options.Heartbeat <= TimeSpan.Zero || options.Heartbeat > options.Lease / 2)
            yield return $"{StatsOptions.Section}:Heartbeat must be above zero and at most half of Lease ({options.Lease}), but is {options.Heartbeat}.";
        if (options.Poll < TimeSpan.FromMilliseconds(10) || options.Poll > TimeSpan.FromMinutes(1))
            yield return $"{StatsOptions.Section}:Poll must lie between 00:00:00.010 and 00:01:00, but is {options.Poll}.";
        if (options.Parallelism is < 1 or > 64)
            yield return $"{StatsOptions.Section}:Parallelism must lie between 1 and 64, but is {options.Parallelism}.";
        if (options.MaxAttempts is < 1 or > 100)
            yield return $"{StatsOptions.Section}:MaxAttempts must lie between 1 and 100, but is {options.MaxAttempts}.";
    }

    // The text itself is never repeated: it holds a password.
    static string? DatabaseFault(string connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            return "is not set. It names the manager's database, for example Host=localhost;Port=54320;Database=waypostdb;Username=…;Password=….";
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "names no Host." : null;
        }
        catch (ArgumentException)
        {
            return "is not a PostgreSQL connection string (Host=…;Database=…;Username=…;Password=…).";
        }
    }
}
