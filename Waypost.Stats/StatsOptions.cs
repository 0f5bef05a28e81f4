using Microsoft.Extensions.Options;
using Npgsql;

namespace Waypost.Stats;

/// <summary><c>Waypost:Stats</c>: how this worker takes jobs and queries analytics databases.</summary>
internal sealed class StatsOptions
{
    public const string Section = "Waypost:Stats";

    /// <summary>From <c>ConnectionStrings:waypostdb</c>.</summary>
    public string Database { get; set; } = "";

    /// <summary>How long a job stays claimed by a worker that stopped responding. 2 s…1 h.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a running job's lease is renewed. At most half the lease, so that one lost renewal costs nothing.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the queue is polled without a notification; with the lease it limits how late a dead worker's job is restarted.
    /// 10 ms…1 min.
    /// </summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Jobs run at the same time in this process. 1…64.</summary>
    public int Parallelism { get; set; } = 2;

    /// <summary>
    /// How often a job is started before it fails because its workers died. 1…100. A job that fails by itself is not retried.
    /// </summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>
    /// Whether an analytics database may be on this machine or in a private network. For self-hosted installations.
    /// </summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Time limit for connecting to an analytics database; a failed attempt always takes this long. 1 s…1 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit for the queries of a preview. 1 s…5 min.</summary>
    public TimeSpan PreviewTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time limit for one query of an analysis. 1 s…24 h.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary><c>work_mem</c> of an analysis in the analytics database. 1…4096 MB.</summary>
    public int WorkMemoryMegabytes { get; set; } = 64;
}

internal sealed class StatsOptionsValidator : IValidateOptions<StatsOptions>
{
    public ValidateOptionsResult Validate(string? name, StatsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(StatsOptions options)
    {
        if (DatabaseFault(options.Database) is { } fault)
        {
            yield return $"ConnectionStrings:waypostdb {fault}";
        }
        if (options.Lease < TimeSpan.FromSeconds(2) || options.Lease > TimeSpan.FromHours(1))
        {
            yield return $"{StatsOptions.Section}:Lease must be between 00:00:02 and 01:00:00, but is {options.Lease}.";
        }
        if (options.Heartbeat <= TimeSpan.Zero || options.Heartbeat > options.Lease / 2)
        {
            yield return $"{StatsOptions.Section}:Heartbeat must be above zero and at most half of Lease ({options.Lease}), but is "
                + $"{options.Heartbeat}.";
        }
        if (options.Poll < TimeSpan.FromMilliseconds(10) || options.Poll > TimeSpan.FromMinutes(1))
        {
            yield return $"{StatsOptions.Section}:Poll must be between 00:00:00.010 and 00:01:00, but is {options.Poll}.";
        }
        if (options.Parallelism is < 1 or > 64)
        {
            yield return $"{StatsOptions.Section}:Parallelism must be between 1 and 64, but is {options.Parallelism}.";
        }
        if (options.MaxAttempts is < 1 or > 100)
        {
            yield return $"{StatsOptions.Section}:MaxAttempts must be between 1 and 100, but is {options.MaxAttempts}.";
        }
        if (Outside(options.ConnectTimeout, TimeSpan.FromMinutes(1)))
        {
            yield return $"{StatsOptions.Section}:ConnectTimeout must be between 00:00:01 and 00:01:00, but is {options.ConnectTimeout}.";
        }
        if (Outside(options.PreviewTimeout, TimeSpan.FromMinutes(5)))
        {
            yield return $"{StatsOptions.Section}:PreviewTimeout must be between 00:00:01 and 00:05:00, but is {options.PreviewTimeout}.";
        }
        if (Outside(options.QueryTimeout, TimeSpan.FromDays(1)))
        {
            yield return $"{StatsOptions.Section}:QueryTimeout must be between 00:00:01 and 1.00:00:00, but is {options.QueryTimeout}.";
        }
        if (options.WorkMemoryMegabytes is < 1 or > 4096)
        {
            yield return $"{StatsOptions.Section}:WorkMemoryMegabytes must be between 1 and 4096, but is {options.WorkMemoryMegabytes}.";
        }
    }

    private static bool Outside(TimeSpan value, TimeSpan most) => value < TimeSpan.FromSeconds(1) || value > most;

    // The message never contains the connection string, because that contains a password.
    private static string? DatabaseFault(string connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return "is not set. Set it to the manager's database, for example "
                + "Host=localhost;Port=54320;Database=waypostdb;Username=…;Password=….";
        }
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "has no Host." : null;
        }
        catch (ArgumentException)
        {
            return "is not a PostgreSQL connection string (Host=…;Database=…;Username=…;Password=…).";
        }
    }
}
