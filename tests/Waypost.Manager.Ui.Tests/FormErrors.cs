namespace Waypost.Manager.Ui.Tests;

/// <summary>Errors that can be made both in a form and in an API request.</summary>
public static class FormErrors
{
    private const string Flags = "POST projects/default/flags";
    private const string Metrics = "POST projects/default/metrics";
    private const string Events = "PUT projects/default/events-database";
    private const string Settings = "projects/default/environments/production/flags/";

    /// <summary>
    /// The page, what is typed into its fields, the button, the element with the error; and the API request with the same error, its body
    /// and the field in the answer.
    /// </summary>
    public static readonly TheoryData<string, string[], string, string, string, string, string> All = new()
    {
        { "new-flag", ["#name=X", "#key=a b"], "Create flag", "#key-error", Flags, """{"key":"a b"}""", "key" },
        { "new-flag", ["#name=X", "#key=on-off"], "Create flag", "#key-error", Flags, """{"key":"on-off"}""", "" },
        {
            "new-flag",
            ["#name=X", $"#tags={new string('t', 51)}"],
            "Create flag",
            "#tags-error",
            Flags,
            $$"""{"key":"x","tags":["{{new string('t', 51)}}"]}""",
            "tags"
        },
        {
            "new-flag",
            ["#name=X", "#percentage=101"],
            "Create flag",
            "#percentage-error",
            Flags,
            """{"key":"x","rolloutPercentage":101}""",
            "rolloutPercentage"
        },
        {
            "new-flag",
            ["#name=X", "#percentage=0.0001"],
            "Create flag",
            "#percentage-error",
            Flags,
            """{"key":"x","rolloutPercentage":0.0001}""",
            "rolloutPercentage"
        },
        {
            "new-flag",
            ["#name=X", "type=string", "#variants=one = 1"],
            "Create flag",
            "#variants-error",
            Flags,
            """{"key":"x","type":"string","variants":{"one":"1"}}""",
            "variants"
        },
        {
            "new-flag",
            ["#name=X", "type=number", "#variants=one = 1\ntwo = many"],
            "Create flag",
            "#variants-error",
            Flags,
            """{"key":"x","type":"number","variants":{"one":1,"two":"many"}}""",
            "variants.two"
        },
        {
            "new-flag",
            ["#name=X", "type=string", "#variants=one = 1\na b = 2"],
            "Create flag",
            "#variants-error",
            Flags,
            """{"key":"x","type":"string","variants":{"one":"1","a b":"2"}}""",
            "variants[1]"
        },
        {
            "flags/on-off",
            ["#share-on=101"],
            "Save rollout",
            "#share-on-error",
            "PATCH " + Settings + "on-off",
            """{"rolloutPercentage":101}""",
            "rolloutPercentage"
        },
        {
            "flags/texts",
            ["#share-a=40", "#share-b=40"],
            "Save rollout",
            "#share-on-error",
            "PATCH " + Settings + "texts",
            """{"fallthrough":{"rollout":[{"variant":"a","weight":40000},{"variant":"b","weight":40000}]}}""",
            "fallthrough.rollout"
        },
        {
            "flags/texts",
            ["#share-a=40", "#share-b=0"],
            "Save rollout",
            "#share-on-error",
            "PATCH " + Settings + "texts",
            """{"fallthrough":{"rollout":[{"variant":"a","weight":40000}]}}""",
            "fallthrough.rollout"
        },
        {
            "new-metric",
            ["#name=X", "#query=select 1", "metric-type=revenue", "#cap=100 %"],
            "Create metric",
            "#cap-error",
            Metrics,
            """{"key":"x","type":"revenue","query":"select 1","cap":"100 %"}""",
            "cap"
        },
        {
            "new-metric",
            ["#name=X", "#query=select 1", "metric-type=revenue", "#cap=much"],
            "Create metric",
            "#cap-error",
            Metrics,
            """{"key":"x","type":"revenue","query":"select 1","cap":{"percentile":99}}""",
            "cap"
        },
        {
            "new-metric",
            ["#name=X", "#query=select 1", "metric-type=revenue", "#quantile=100"],
            "Create metric",
            "#quantile-error",
            Metrics,
            """{"key":"x","type":"revenue","query":"select 1","quantile":1}""",
            "quantile"
        },
        {
            "new-metric",
            ["#name=X", "#query=select 1", "metric-type=revenue", "#quantile=many"],
            "Create metric",
            "#quantile-error",
            Metrics,
            """{"key":"x","type":"revenue","query":"select 1","quantile":"many"}""",
            "quantile"
        },
        {
            "new-metric",
            ["#name=X", "#query=selec user_id fro"],
            "Create metric",
            "#query-error",
            Metrics,
            """{"key":"x","type":"binomial","query":"selec user_id fro"}""",
            "query"
        },
        {
            "new-metric",
            ["#name=X", "#query=select usename from pg_user"],
            "Create metric",
            "#query-error",
            Metrics,
            """{"key":"x","type":"binomial","query":"select usename from pg_user"}""",
            "query"
        },
        {
            "events-database",
            ["#host=http://db.example", "#database=d", "#username=u", "#password=p", "#exposuresQuery=select 1"],
            "Test and connect",
            "#host-error",
            Events,
            """{"host":"http://db.example","database":"d","username":"u","password":"p","exposuresQuery":"select 1"}""",
            "host"
        },
        {
            "events-database",
            ["#host=h", "#port=99999", "#database=d", "#username=u", "#password=p", "#exposuresQuery=select 1"],
            "Test and connect",
            "#port-error",
            Events,
            """{"host":"h","port":99999,"database":"d","username":"u","password":"p","exposuresQuery":"select 1"}""",
            "port"
        },
        {
            "experiments/{0}",
            ["#percentTested=0"],
            "Save plan",
            "#percentTested-error",
            "PATCH projects/default/experiments/{0}",
            """{"percentTested":0}""",
            "percentTested"
        },
        {
            "experiments/{0}",
            ["#percentTested=abc"],
            "Save plan",
            "#percentTested-error",
            "PATCH projects/default/experiments/{0}",
            """{"percentTested":100}""",
            "percentTested"
        },
        {
            "experiments/{0}",
            ["#plannedDays=0"],
            "Save plan",
            "#plannedDays-error",
            "PATCH projects/default/experiments/{0}",
            """{"plannedDays":0}""",
            "plannedDays"
        },
        {
            "experiments/{0}",
            ["#plannedDays=soon"],
            "Save plan",
            "#plannedDays-error",
            "PATCH projects/default/experiments/{0}",
            """{"plannedDays":366}""",
            "plannedDays"
        },
        {
            "experiments/{0}",
            ["#plannedUsers=-1"],
            "Save plan",
            "#plannedUsers-error",
            "PATCH projects/default/experiments/{0}",
            """{"plannedUsers":-1}""",
            "plannedUsers"
        },
        {
            "experiments/{0}",
            ["#cupedDays=91"],
            "Save plan",
            "#cupedDays-error",
            "PATCH projects/default/experiments/{0}",
            """{"cupedDays":91}""",
            "cupedDays"
        },
    };
}
