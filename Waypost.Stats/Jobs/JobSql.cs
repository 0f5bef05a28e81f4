namespace Waypost.Stats.Jobs;

/// <summary>
/// The queue's statements. Each is one transaction by itself. They notify <c>waypost_jobs</c> with <c>id:status</c>;
/// what a worker does not wait for (progress, endings) is told apart by that text, see <see cref="WakeUp"/>.
/// </summary>
internal static class JobSql
{
    public const string Channel = "waypost_jobs";

    /// <summary>$1 kinds, $2 attempts allowed, $3 worker, $4 lease.</summary>
    public const string Claim = """
        with next as (
          select id, status = 'running' as reclaimed from jobs
          where kind = any($1) and attempts < $2
            and (status = 'queued' or status = 'running' and lease_until < now())
          order by id
          limit 1
          for update skip locked)
        update jobs set status = 'running', worker = $3, lease_until = now() + $4, started_at = now(), progress = null,
          attempts = jobs.attempts + 1, fencing_token = jobs.fencing_token + 1
        from next
        where jobs.id = next.id
        returning jobs.id, jobs.kind, jobs.payload, jobs.attempts, jobs.fencing_token, next.reclaimed, jobs.trace_parent
        """;

    /// <summary>$1 kinds, $2 attempts allowed. The token grows here too: the worker that hangs may still wake up.</summary>
    public const string GiveUp = """
        with spent as (
          select id from jobs
          where kind = any($1) and attempts >= $2
            and (status = 'queued' or status = 'running' and lease_until < now())
          for update skip locked),
        failed as (
          update jobs set status = 'failed', finished_at = now(), lease_until = null, fencing_token = fencing_token + 1,
            error = 'Given up after ' || attempts || ' attempts: each time the worker stopped answering before it was done. The last was ' || coalesce(worker, 'unknown') || '.'
          where id in (select id from spent)
          returning id, kind)
        select kind, pg_notify('waypost_jobs', id || ':failed') from failed
        """;

    /// <summary>$1 id, $2 token, $3 lease. Answers the status before the statement: 'running' only if it was renewed.</summary>
    public const string Renew = """
        with renewed as (
          update jobs set lease_until = now() + $3
          where id = $1 and fencing_token = $2 and status = 'running'
          returning id)
        select case when exists (select from renewed) then 'running' else nullif(status, 'running') end from jobs where id = $1
        """;

    /// <summary>$1 id, $2 token, $3 progress.</summary>
    public const string Report = "with written as (update jobs set progress = $3" + Fenced + "'running'" + Told;

    /// <summary>$1 id, $2 token, $3 result.</summary>
    public const string Succeed =
        "with written as (update jobs set status = 'succeeded', result = $3, error = null, progress = null, lease_until = null, "
        + "finished_at = now()"
        + Fenced
        + "'succeeded'"
        + Told;

    /// <summary>$1 id, $2 token, $3 reason.</summary>
    public const string Fail =
        "with written as (update jobs set status = 'failed', error = $3, lease_until = null, finished_at = now()"
        + Fenced
        + "'failed'"
        + Told;

    /// <summary>$1 id, $2 token.</summary>
    public const string Release =
        "with written as (update jobs set status = 'queued', worker = null, lease_until = null, started_at = null, progress = null, "
        + "attempts = attempts - 1"
        + Fenced
        + "'queued'"
        + Told;

    private const string Fenced =
        " where id = $1 and fencing_token = $2 and status = 'running' returning id) select pg_notify('waypost_jobs', id || ':' || ";
    private const string Told = ") from written";
}
