using Waypost.Wire.Jobs;

namespace Waypost.Stats.Jobs;

/// <summary>
/// The queue's statements. Each is a transaction of its own, and notifies <see cref="JobChannel"/> with <c>id:status</c> of the job it
/// changed. Written as SQL, because EF Core cannot express the locks.
/// </summary>
internal static class JobSql
{
    /// <summary>$1 kinds, $2 attempts allowed, $3 worker, $4 lease.</summary>
    public const string Claim = $"""
        with next as (
          select id, status = '{JobStatus.Running}' as reclaimed from jobs
          where kind = any($1) and attempts < $2 and {IsFree}
          order by id
          limit 1
          for update skip locked)
        update jobs set status = '{JobStatus.Running}', worker = $3, lease_until = now() + $4, started_at = now(), progress = null,
          attempts = jobs.attempts + 1, fencing_token = jobs.fencing_token + 1
        from next
        where jobs.id = next.id
        returning jobs.id, jobs.kind, jobs.payload, jobs.attempts, jobs.fencing_token, next.reclaimed, jobs.trace_parent
        """;

    /// <summary>$1 kinds, $2 attempts allowed. The token grows here too: the last worker may still resume.</summary>
    public const string FailExhausted = $"""
        with exhausted as (
          select id from jobs
          where kind = any($1) and attempts >= $2 and {IsFree}
          for update skip locked),
        failed as (
          update jobs set status = '{JobStatus.Failed}', finished_at = now(), lease_until = null, fencing_token = fencing_token + 1,
            error = 'Given up after ' || attempts || ' attempts: each time, the worker stopped responding before the job was done. '
              || 'The last worker was ' || coalesce(worker, 'unknown') || '.'
          where id in (select id from exhausted)
          returning id, kind)
        select kind, pg_notify('{JobChannel.Name}', id || ':{JobStatus.Failed}') from failed
        """;

    /// <summary>$1 id, $2 token, $3 lease. Returns the status before the statement: 'running' only if the lease was renewed.</summary>
    public const string Renew = $"""
        with renewed as (
          update jobs set lease_until = now() + $3
          where id = $1 and fencing_token = $2 and status = '{JobStatus.Running}'
          returning id)
        select case when exists (select from renewed) then '{JobStatus.Running}' else nullif(status, '{JobStatus.Running}') end
        from jobs where id = $1
        """;

    /// <summary>$1 id, $2 token, $3 progress.</summary>
    public const string Report = $"""
        with written as (
          update jobs set progress = $3
          where {IsOurs} returning id)
        select pg_notify('{JobChannel.Name}', id || ':{JobStatus.Running}') from written
        """;

    /// <summary>$1 id, $2 token, $3 result.</summary>
    public const string Succeed = $"""
        with written as (
          update jobs set status = '{JobStatus.Succeeded}', result = $3, error = null, progress = null, lease_until = null,
            finished_at = now()
          where {IsOurs} returning id)
        select pg_notify('{JobChannel.Name}', id || ':{JobStatus.Succeeded}') from written
        """;

    /// <summary>$1 id, $2 token, $3 reason.</summary>
    public const string Fail = $"""
        with written as (
          update jobs set status = '{JobStatus.Failed}', error = $3, lease_until = null, finished_at = now()
          where {IsOurs} returning id)
        select pg_notify('{JobChannel.Name}', id || ':{JobStatus.Failed}') from written
        """;

    /// <summary>$1 id, $2 token.</summary>
    public const string Release = $"""
        with written as (
          update jobs set status = '{JobStatus.Queued}', worker = null, lease_until = null, started_at = null, progress = null,
            attempts = attempts - 1
          where {IsOurs} returning id)
        select pg_notify('{JobChannel.Name}', id || ':{JobStatus.Queued}') from written
        """;

    private const string IsFree = $"(status = '{JobStatus.Queued}' or status = '{JobStatus.Running}' and lease_until < now())";

    private const string IsOurs = $"id = $1 and fencing_token = $2 and status = '{JobStatus.Running}'";
}
