using System.Collections.Frozen;

namespace Waypost.Wire.Sql;

/// <summary>
/// PostgreSQL functions that queries may call. They only compute: no state, no files, no other sessions, no dynamic SQL, no values of
/// unbounded size (repeat, lpad). random() and similar functions are excluded because two analyses of the same data must agree.
/// </summary>
internal static class AllowedFunctions
{
    public static readonly FrozenSet<string> Names = SqlKeywords.Set(
        string.Join('\n', Aggregates, Windows, Numbers, Texts, Times, Json, Arrays, Conditions, Types)
    );

    private const string Aggregates = """
        count sum avg min max bool_and bool_or every bit_and bit_or bit_xor array_agg string_agg any_value stddev stddev_pop stddev_samp
        variance var_pop var_samp corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
        regr_sxy regr_syy percentile_cont percentile_disc mode
        """;

    private const string Windows = "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value";

    private const string Numbers = """
        abs ceil ceiling floor round trunc mod div power pow sqrt cbrt exp ln log log10 sign gcd lcm degrees radians pi sin cos tan asin
        acos atan atan2 width_bucket scale min_scale trim_scale generate_series hashtext
        """;

    private const string Texts = """
        lower upper initcap length char_length character_length octet_length bit_length trim ltrim rtrim btrim left right substr substring
        overlay replace translate split_part strpos position reverse concat concat_ws starts_with ascii chr md5 sha224 sha256 sha384 sha512
        encode decode regexp_replace regexp_match regexp_matches regexp_substr regexp_count regexp_instr regexp_like regexp_split_to_array
        regexp_split_to_table quote_literal quote_ident quote_nullable to_char to_number to_hex normalize
        """;

    private const string Times = """
        now clock_timestamp statement_timestamp transaction_timestamp current_timestamp current_time localtimestamp localtime date_trunc
        date_part date_bin extract age make_date make_time make_timestamp make_timestamptz make_interval justify_days justify_hours
        justify_interval isfinite to_date to_timestamp timezone
        """;

    private const string Json = """
        json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text json_array_elements json_array_elements_text
        jsonb_array_elements jsonb_array_elements_text json_each json_each_text jsonb_each jsonb_each_text json_object_keys
        jsonb_object_keys json_typeof jsonb_typeof json_array_length jsonb_array_length to_json to_jsonb row_to_json json_build_object
        jsonb_build_object json_build_array jsonb_build_array json_agg jsonb_agg json_object_agg jsonb_object_agg jsonb_strip_nulls
        jsonb_path_exists jsonb_path_query jsonb_path_query_first jsonb_path_query_array jsonb_path_match json_to_record jsonb_to_record
        json_to_recordset jsonb_to_recordset
        """;

    private const string Arrays = """
        unnest array_length array_upper array_lower cardinality array_position array_positions array_remove array_append array_prepend
        array_cat array_to_string string_to_array string_to_table int4range int8range numrange tsrange tstzrange daterange isempty
        lower_inc upper_inc
        """;

    private const string Conditions = "coalesce nullif greatest least num_nulls num_nonnulls cast row bernoulli system";

    private const string Types = """
        text varchar char character bpchar numeric decimal int integer bigint smallint int2 int4 int8 float float4 float8 real precision
        bool boolean date time timestamp timestamptz interval uuid bytea bit varying
        """;
}
