using System.Text.Json;

namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class AuditTextTests
{
    [Theory]
    [InlineData(
        """{"fallthrough":{"variant":"on"}}""",
        """{"fallthrough":{"rollout":[{"variant":"on","weight":25000},{"variant":"off","weight":75000}]}}""",
        "on → 25\u00a0% on, 75\u00a0% off"
    )]
    [InlineData("""{"assignments":{"a":"on"}}""", """{"assignments":{"b":"off"}}""", "b gets off|a no longer assigned")]
    [InlineData(
        """{"assignments":{}}""",
        """{"assignments":{"a":"on","b":"on","c":"on","d":"on"}}""",
        "a gets on|b gets on|and 2 more assignments"
    )]
    [InlineData("""{"rules":[]}""", """{"rules":[{"id":"1"},{"id":"2"}]}""", "0 rules → 2")]
    [InlineData("""{"name":"Old","tags":["a"]}""", """{"name":"New","tags":["a","b"]}""", "name: Old → New|tags: a → a, b")]
    [InlineData("""{"enabled":false}""", """{"enabled":true}""", "off → on")]
    [InlineData("""{"name":"Same"}""", """{"name":"Same"}""", "")]
    [InlineData("{}", """{"experiment":{"id":3,"control":"off"}}""", "experiment 3 started")]
    [InlineData(
        """{"status":"draft"}""",
        """{"status":"running","startedAt":"2026-03-01T14:05:06.789+02:00"}""",
        "status: draft → running|started: 1 Mar 2026, 12:05 UTC"
    )]
    [InlineData("""{"id":3,"kind":"server","name":"Shop"}""", """{"id":4,"kind":"server","name":"Shop"}""", "")]
    [InlineData("""{"revision":3,"salt":"a","epoch":"x"}""", """{"revision":4,"salt":"b","epoch":"y"}""", "")]
    [InlineData("""{"owner":"Ann"}""", "{}", "owner: Ann → none")]
    [InlineData("""{"owner":null}""", "{}", "")]
    [InlineData(
        """{"plannedDays":14,"plannedUsers":8000}""",
        """{"plannedDays":28,"plannedUsers":18000}""",
        "planned days: 14 → 28|planned users: 8,000 → 18,000"
    )]
    [InlineData("""{"archived":false}""", """{"archived":true}""", "archived: no → yes")]
    [InlineData("""{"capPercentile":0.99}""", """{"capPercentile":0.995}""", "cap: 99\u00a0% → 99.5\u00a0%")]
    [InlineData("""{"query":"select user_id\nfrom a"}""", """{"query":"select user_id\nfrom b"}""", "query changed")]
    [InlineData(
        """{"variants":{"a":"Solar","b":{"x":1}}}""",
        """{"variants":{"a":"Sun","c":12.5}}""",
        "a: Solar → Sun|variant c added: 12.5|variant b removed"
    )]
    [InlineData("""{"experiment":{"id":3,"control":"off"}}""", "{}", "experiment ended")]
    [InlineData(
        """{"rollout":[{"variant":"on","weight":50000},{"variant":"off","weight":50000}]}""",
        """{"rollout":[{"variant":"on","weight":20000},{"variant":"off","weight":80000}]}""",
        "rollout: 50\u00a0% on, 50\u00a0% off → 20\u00a0% on, 80\u00a0% off"
    )]
    public void A_change_is_one_short_line(string before, string after, string lines) =>
        Assert.Equal(lines, string.Join('|', AuditText.Changes(JsonElement.Parse(before), JsonElement.Parse(after))));

    [Theory]
    [InlineData("FLAG_TOGGLED", """{"enabled":true}""", "switched on")]
    [InlineData("FLAG_TOGGLED", """{"enabled":false}""", "switched off")]
    [InlineData("FLAG_CREATED", null, "created")]
    [InlineData("FLAG_DELETED", null, "deleted")]
    [InlineData("SEGMENT_EDITED", null, "changed the segment")]
    [InlineData("KEY_ROTATED", null, "rotated the SDK key")]
    [InlineData("SOMETHING_NEW_STARTED", null, "started the something new")]
    [InlineData("EXPERIMENT_STARTED", null, "started an experiment on")]
    [InlineData("EXPERIMENT_PAUSED_BY_GUARDRAIL", null, "paused, because a guardrail got worse, an experiment on")]
    [InlineData("EVENTS_DATABASE_CONNECTED", null, "connected the analytics database")]
    [InlineData("METRIC_CREATED", null, "created the metric")]
    public void Every_type_has_a_verb(string type, string? after, string verb) =>
        Assert.Equal(verb, AuditText.Action(type, after is null ? null : JsonElement.Parse(after)));
}
