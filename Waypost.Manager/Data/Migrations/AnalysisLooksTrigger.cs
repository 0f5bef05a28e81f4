using Microsoft.EntityFrameworkCore.Migrations;

namespace Waypost.Manager.Data.Migrations;

/// <summary>
/// A trigger that keeps what an analysis showed (<see cref="AnalysisLook"/>) in the transaction that stores its result. In the database,
/// so that it holds for a worker of any version. It reads fields of <see cref="Wire.Experiments.AnalysisResult"/>, whose names stay.
/// </summary>
internal static class AnalysisLooksTrigger
{
    public static void Create(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        // The reading of the planned period, and after its end also that of all data. An array that is missing or null has no elements.
        migrationBuilder.Sql(
            """
            create function keep_analysis_looks(finished_job bigint, finished jsonb) returns void language sql as $function$
              insert into analysis_looks (
                experiment_id, number, metric, variant, basis, phase, control, analyzed_at, data_until, planned_end, users, control_users,
                mean, control_mean, difference, lift, difference_low, difference_high, lift_low, lift_high, always_valid_p, fixed_p,
                fixed_low, fixed_high, decision)
              select
                e.experiment_id, e.number, m ->> 'metric', c ->> 'variant', r ->> 'basis', e.phase, c ->> 'control',
                (r ->> 'analyzedAt')::timestamptz, (r #>> '{window,to}')::timestamptz, (r #>> '{planned,end}')::timestamptz,
                (test ->> 'users')::bigint, (control ->> 'users')::bigint, (test ->> 'mean')::float8, (control ->> 'mean')::float8,
                (c ->> 'difference')::float8, (c ->> 'relative')::float8,
                (c #>> '{alwaysValid,interval,0}')::float8, (c #>> '{alwaysValid,interval,1}')::float8,
                (c #>> '{alwaysValid,intervalRelative,0}')::float8, (c #>> '{alwaysValid,intervalRelative,1}')::float8,
                (c #>> '{alwaysValid,pValue}')::float8,
                case when is_fixed then coalesce(c ->> 'pValueAdjusted', c ->> 'pValue')::float8 end,
                case when is_fixed then (c #>> '{intervalRelative,0}')::float8 end,
                case when is_fixed then (c #>> '{intervalRelative,1}')::float8 end,
                c ->> 'decision'
              from experiment_jobs as e
                cross join (values (finished), (finished -> 'later')) as reading (r)
                cross join lateral jsonb_path_query(r, '$.metrics[*]') as m
                cross join lateral jsonb_path_query(m, '$.comparisons[*]') as c
                left join lateral (
                  select v as test from jsonb_path_query(m, '$.variants[*]') as v where v ->> 'variant' = c ->> 'variant' limit 1
                ) as t on true
                left join lateral (
                  select v as control from jsonb_path_query(m, '$.variants[*]') as v where v ->> 'variant' = c ->> 'control' limit 1
                ) as k on true
                cross join lateral (
                  select r ->> 'basis' = 'fixed' and (r #>> '{window,to}')::timestamptz = (r #>> '{planned,end}')::timestamptz as is_fixed
                ) as f
              where e.job_id = finished_job and r ->> 'basis' is not null and r #>> '{window,to}' is not null
                and r #>> '{planned,end}' is not null and c ->> 'control' is not null and c ->> 'decision' is not null
              on conflict do nothing
            $function$;

            create function keep_analysis_looks_of_job() returns trigger language plpgsql as $function$
            begin
              perform keep_analysis_looks(new.id, new.result);
              return null;
            end
            $function$;

            create trigger keep_analysis_looks after update of status on jobs for each row
              when (new.kind = 'analysis' and new.status = 'succeeded' and old.status is distinct from new.status)
              execute function keep_analysis_looks_of_job();

            select keep_analysis_looks(id, result) from jobs where kind = 'analysis' and status = 'succeeded' order by id;
            """
        );
    }

    public static void Drop(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql(
            """
            drop trigger keep_analysis_looks on jobs;
            drop function keep_analysis_looks_of_job();
            drop function keep_analysis_looks(bigint, jsonb);
            """
        );
    }
}
