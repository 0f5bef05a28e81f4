using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Waypost.ServiceDefaults;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Jobs;

/// <summary>
/// The table <c>jobs</c> as a queue. All times are PostgreSQL's, so that workers with wrong clocks agree on when a lease ends.
/// Every write after the claim carries the fencing token, so that a worker that lost its job cannot overwrite the next one's result.
/// </summary>
internal sealed class JobQueue(NpgsqlDataSource database, IOptions<StatsOptions> options, IConfiguration configuration, TimeProvider time)
{
    private readonly string worker = InstanceId.Current(configuration);

    // A statement here takes milliseconds. One that hangs longer than a heartbeat would cost the lease.
    private readonly int timeoutSeconds = Math.Max(1, (int)options.Value.Heartbeat.TotalSeconds);

    /// <summary>Claims the oldest free job of these kinds; null if there is none.</summary>
    public async Task<ClaimedJob?> ClaimAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        var claimedAt = time.GetTimestamp();
        await using var command = Command(JobSql.Claim, kinds.ToArray(), options.Value.MaxAttempts, worker, options.Value.Lease);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return null;
        }
        return new ClaimedJob
        {
            Id = row.GetInt64(0),
            Kind = row.GetString(1),
            Payload = row.GetFieldValue<JsonElement>(2),
            Attempt = row.GetInt32(3),
            FencingToken = row.GetInt64(4),
            Reclaimed = row.GetBoolean(5),
            TraceParent = await row.IsDBNullAsync(6, cancellationToken) ? null : row.GetString(6),
            ClaimedAt = claimedAt,
        };
    }

    /// <summary>
    /// Fails the jobs without attempts left, so that a job that crashes workers does not do so forever. Returns their kinds.
    /// </summary>
    public async Task<IReadOnlyList<string>> FailExhaustedAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        await using var command = Command(JobSql.FailExhausted, kinds.ToArray(), options.Value.MaxAttempts);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var failed = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            failed.Add(rows.GetString(0));
        }
        return failed;
    }

    public async Task<LeaseState> RenewAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var command = Command(JobSql.Renew, job.Id, job.FencingToken, options.Value.Lease);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            JobStatus.Running => LeaseState.Held,
            JobStatus.Cancelled => LeaseState.Cancelled,
            _ => LeaseState.Lost,
        };
    }

    public Task<bool> ReportAsync(ClaimedJob job, JsonElement progress, CancellationToken cancellationToken) =>
        WriteAsync(JobSql.Report, cancellationToken, job.Id, job.FencingToken, Jsonb(progress));

    /// <summary>
    /// False if nothing was written, because the job was cancelled or another worker holds it. The same goes for the other writes.
    /// </summary>
    public Task<bool> SucceedAsync(ClaimedJob job, JsonElement? result, CancellationToken cancellationToken) =>
        WriteAsync(JobSql.Succeed, cancellationToken, job.Id, job.FencingToken, Jsonb(result));

    public Task<bool> FailAsync(ClaimedJob job, string reason, CancellationToken cancellationToken) =>
        WriteAsync(JobSql.Fail, cancellationToken, job.Id, job.FencingToken, reason);

    /// <summary>Returns the job to the queue without counting the attempt.</summary>
    public Task<bool> ReleaseAsync(ClaimedJob job, CancellationToken cancellationToken) =>
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
        command.CommandTimeout = timeoutSeconds;
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }
        return command;
    }

    private static NpgsqlParameter Jsonb(JsonElement? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = value is { } json ? json.GetRawText() : DBNull.Value };
}
