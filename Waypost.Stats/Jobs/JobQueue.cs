using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Waypost.ServiceDefaults;

namespace Waypost.Stats.Jobs;

/// <summary>
/// The table <c>jobs</c> as a queue. All times are PostgreSQL's: workers with wrong clocks still agree on when a lease ends.
/// Every write after the claim names the fencing token, so a worker that was thought dead cannot overwrite its successor.
/// </summary>
internal sealed class JobQueue(NpgsqlDataSource database, IOptions<StatsOptions> options, IConfiguration configuration, TimeProvider time)
{
    private readonly string worker = InstanceId.Current(configuration);

    // A statement here takes milliseconds. One that hangs longer than a heartbeat would cost the lease.
    private readonly int seconds = Math.Max(1, (int)options.Value.Heartbeat.TotalSeconds);

    /// <summary>The oldest job of these kinds that nobody holds, or null.</summary>
    public async Task<Job?> ClaimAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        await using var command = Command(JobSql.Claim, kinds.ToArray(), options.Value.MaxAttempts, worker, options.Value.Lease);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return null;
        }
        return new Job
        {
            Id = row.GetInt64(0),
            Kind = row.GetString(1),
            Payload = row.GetFieldValue<JsonElement>(2),
            Attempt = row.GetInt32(3),
            FencingToken = row.GetInt64(4),
            Reclaimed = row.GetBoolean(5),
            TraceParent = await row.IsDBNullAsync(6, cancellationToken) ? null : row.GetString(6),
            ClaimedAt = asked,
        };
    }

    /// <summary>
    /// Fails the jobs that have outlived their last attempt, so that a job that kills workers does not do so for ever. Answers their kinds.
    /// </summary>
    public async Task<IReadOnlyList<string>> GiveUpAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        await using var command = Command(JobSql.GiveUp, kinds.ToArray(), options.Value.MaxAttempts);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var given = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            given.Add(rows.GetString(0));
        }
        return given;
    }

    public async Task<LeaseState> RenewAsync(Job job, CancellationToken cancellationToken)
    {
        await using var command = Command(JobSql.Renew, job.Id, job.FencingToken, options.Value.Lease);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            "running" => LeaseState.Held,
            "cancelled" => LeaseState.Cancelled,
            _ => LeaseState.Lost,
        };
    }

    public Task<bool> ReportAsync(Job job, JsonElement progress, CancellationToken cancellationToken) =>
        WriteAsync(JobSql.Report, cancellationToken, job.Id, job.FencingToken, Jsonb(progress));

    /// <summary>
    /// False: another worker holds the job by now, or it was cancelled, and nothing was written. The same for the other two.
    /// </summary>
    public Task<bool> SucceedAsync(Job job, JsonElement? result, CancellationToken cancellationToken) =>
        WriteAsync(JobSql.Succeed, cancellationToken, job.Id, job.FencingToken, Jsonb(result));

    public Task<bool> FailAsync(Job job, string reason, CancellationToken cancellationToken) =>
        WriteAsync(JobSql.Fail, cancellationToken, job.Id, job.FencingToken, reason);

    /// <summary>Gives the job back as if it had not been tried.</summary>
    public Task<bool> ReleaseAsync(Job job, CancellationToken cancellationToken) =>
        WriteAsync(JobSql.Release, cancellationToken, job.Id, job.FencingToken);

    private async Task<bool> WriteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = seconds;
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }
        return command;
    }

    private static NpgsqlParameter Jsonb(JsonElement? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = value is { } json ? json.GetRawText() : DBNull.Value };
}
