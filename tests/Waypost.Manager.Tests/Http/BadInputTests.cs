using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Http;

/// <summary>Invalid input is answered with a problem that names the field, and nothing is saved.</summary>
public sealed class BadInputTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const string Flags = "POST /projects/default/flags";
    private const string Patch = "PATCH /projects/default/environments/production/flags/known";
    private const string Put = "PUT /projects/default/environments/production/flags/known";

    public static readonly TheoryData<string, string?, string> WrongBodies = new()
    {
        { Flags, null, "" },
        { Flags, "", "" },
        { Flags, "null", "" },
        { Flags, "[]", "" },
        { Flags, "7", "" },
        { Flags, """{"key":""", "key" },
        { Flags, """{"key":"a"} {}""", "" },
        { Flags, """{"key":7}""", "key" },
        { Flags, """{}""", "key" },
        { Flags, """{"key":null}""", "key" },
        { Flags, """{"key":""}""", "key" },
        { Flags, """{"key":"-a"}""", "key" },
        { Flags, """{"key":"a b"}""", "key" },
        { Flags, """{"key":"a\n"}""", "key" },
        { Flags, """{"key":"ä"}""", "key" },
        { Flags, $$"""{"key":"{{new string('a', 101)}}"}""", "key" },
        { Flags, """{"key":"a\u0000b"}""", "key" },
        { Flags, """{"key":"a","key":"b"}""", "key" },
        { Flags, """{"key":"a","name":"x\u0000"}""", "name" },
        { Flags, """{"key":"a","name":"x\ud800"}""", "name" },
        { Flags, """{"key":"a","name":"  "}""", "name" },
        { Flags, """{"key":"a","description":7}""", "description" },
        { Flags, """{"key":"a","tags":"b"}""", "tags" },
        { Flags, """{"key":"a","tags":[null]}""", "tags" },
        { Flags, """{"key":"a","tags":["x\u0000"]}""", "tags[0]" },
        { Flags, """{"key":"a","enabled":"true"}""", "enabled" },
        { Flags, """{"key":"a","type":"colour"}""", "type" },
        { Flags, """{"key":"a","type":"1"}""", "type" },
        { Flags, """{"key":"a","rolloutPercentage":101}""", "rolloutPercentage" },
        { Flags, """{"key":"a","rolloutPercentage":-0.001}""", "rolloutPercentage" },
        { Flags, """{"key":"a","rolloutPercentage":0.0001}""", "rolloutPercentage" },
        { Flags, """{"key":"a","rolloutPercentage":"25"}""", "rolloutPercentage" },
        { Flags, """{"key":"a","rolloutPercentage":1e400}""", "rolloutPercentage" },
        { Flags, """{"key":"a","type":"string"}""", "variants" },
        { Flags, """{"key":"a","type":"string","variants":{"one":"1"}}""", "variants" },
        { Flags, """{"key":"a","type":"string","variants":{"one":"1","two":"x\u0000"}}""", "variants.two" },
        { Flags, """{"key":"a","type":"string","variants":{"one":"1","two":{"x":"\ud800"}}}""", "variants.two" },
        { Flags, """{"key":"a","type":"string","variants":{"one":"1","two":"2"},"rolloutPercentage":5}""", "rolloutPercentage" },
        { Patch, "7", "" },
        { Patch, "[]", "" },
        { Patch, """{"enabled":"yes"}""", "enabled" },
        { Patch, """{"enabled":null}""", "enabled" },
        { Patch, """{"rolloutPercentage":101}""", "rolloutPercentage" },
        { Patch, """{"rolloutPercentage":50,"fallthrough":{"variant":"on"}}""", "rolloutPercentage" },
        { Patch, """{"assignments":{"julia m":"x\u0000"}}""", "assignments.julia m" },
        { Patch, """{"enabled":true,"enabled":false}""", "enabled" },
        { Patch, """{"rules":{}}""", "rules" },
        { Patch, """{"rules":[null]}""", "rules[0]" },
        { Patch, """{"rules":[{}]}""", "rules[0].serve" },
        { Put, """{}""", "enabled" },
        { Put, """{"enabled":true}""", "fallthrough" },
        { Put, """{"enabled":true,"fallthrough":{"variant":7}}""", "fallthrough.variant" },
        { "POST /projects/default/environments/production/sdk-keys", """{"kind":"other","name":"x"}""", "kind" },
        { "POST /projects/default/environments/production/sdk-keys", """{"kind":"server"}""", "name" },
        {
            "POST /projects/default/environments/production/sdk-keys",
            """{"kind":"server","name":"x","allowedOrigins":["https://a.example"]}""",
            "allowedOrigins"
        },
        {
            "POST /projects/default/environments/production/sdk-keys",
            """{"kind":"client","name":"x","allowedOrigins":["*"]}""",
            "allowedOrigins"
        },
        {
            "POST /projects/default/environments/production/sdk-keys",
            """{"kind":"client","name":"x","allowedOrigins":["https://a.example/"]}""",
            "allowedOrigins"
        },
        {
            "POST /projects/default/environments/production/sdk-keys",
            """{"kind":"client","name":"x","allowedOrigins":["https://a.example/x"]}""",
            "allowedOrigins"
        },
        {
            "POST /projects/default/environments/production/sdk-keys",
            """{"kind":"client","name":"x","allowedOrigins":["ftp://a.example"]}""",
            "allowedOrigins"
        },
        {
            "POST /projects/default/environments/production/sdk-keys",
            """{"kind":"client","name":"x","allowedOrigins":["https://user@a.example"]}""",
            "allowedOrigins"
        },
        {
            "POST /projects/default/environments/production/sdk-keys",
            """{"kind":"client","name":"x","allowedOrigins":["null"]}""",
            "allowedOrigins"
        },
        { "POST /projects/default/environments/production/segments", """{"key":"s","included":[""]}""", "included" },
        { "POST /projects/default/environments/production/segments", """{"key":"s","excluded":"x"}""", "excluded" },
        { "POST /projects/default/environments/production/segments", """{"key":"s","rules":[null]}""", "rules[0]" },
        { "POST /projects/default/environments/production/segments", """{}""", "key" },
        { "POST /projects/default/environments/production/flags/known/evaluate", """{}""", "context" },
        { "POST /projects/default/environments/production/flags/known/evaluate", """{"context":[]}""", "context" },
        { "POST /projects/default/environments/production/flags/known/evaluate", """{"context":null}""", "context" },
        { "POST /projects", """{"key":"a/b"}""", "key" },
        { "POST /projects/default/environments", """{"key":"a/b"}""", "key" },
        { "PATCH /projects/default", """{"name":null}""", "name" },
        { "POST /users", """{"email":"nobody","role":"viewer","password":"long enough password"}""", "email" },
        { "POST /users", """{"email":"a@b.example","role":"owner","password":"long enough password"}""", "role" },
        { "POST /users", """{"email":"a@b.example","role":"viewer","password":"short"}""", "password" },
        { "POST /tokens", """{"name":"x","role":"owner"}""", "role" },
        { "POST /tokens", """{"name":"x","expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt" },
        { "POST /tokens", """{"name":"x","expiresAt":"tomorrow"}""", "expiresAt" },
    };

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task An_invalid_body_gets_400_with_the_field_and_saves_nothing(string request, string? json, string field)
    {
        await manager.Admin.CallAsync(Flags, """{"key":"known"}""");
        var before = await StateAsync();

        var answer = await manager.Admin.CallAsync(request, json);

        Assert.Contains(field, answer.Expect(400).WrongFields);
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("GET /projects?limit=abc", "limit")]
    [InlineData("GET /projects?limit=0", "limit")]
    [InlineData("GET /projects?limit=-1", "limit")]
    [InlineData("GET /projects?limit=201", "limit")]
    [InlineData("GET /projects?limit=99999999999999999999", "limit")]
    [InlineData("GET /projects?limit=1&limit=2", "limit")]
    [InlineData("GET /projects?cursor=!", "cursor")]
    [InlineData("GET /projects/default/events?cursor=abcd", "cursor")]
    [InlineData("GET /projects/default/flags?archived=maybe", "archived")]
    [InlineData("GET /projects/default/flags?search=a%00b", "search")]
    [InlineData("GET /projects/default/events?actor=%00", "actor")]
    public async Task An_invalid_query_parameter_gets_400_and_is_named(string request, string field) =>
        Assert.Equal([field], (await manager.Viewer.CallAsync(request)).Expect(400).WrongFields);

    [Theory]
    [InlineData("POST /projects", "text/plain")]
    [InlineData("POST /projects", "application/x-www-form-urlencoded")]
    [InlineData("PATCH /projects/default", "application/xml")]
    public async Task Another_content_type_gets_415(string request, string contentType) =>
        Assert.True((await manager.Admin.CallAsync(request, """{"key":"other"}""", contentType: contentType)).Expect(415).IsProblem);

    [Theory]
    [InlineData("GET /nothing", 404)]
    [InlineData("GET /projects/nobody", 404)]
    [InlineData("GET /projects/default/environments/nowhere/flags/known", 404)]
    [InlineData("GET /projects/default/environments/production/sdk-keys/abc", 404)]
    [InlineData("GET /projects/def%ED%A0%80ault", 404)]
    [InlineData("DELETE /projects", 405)]
    [InlineData("PATCH /tokens", 405)]
    public async Task A_missing_resource_or_method_gets_a_problem_response(string request, int status) =>
        Assert.True((await manager.Admin.CallAsync(request)).Expect(status).IsProblem);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_10_MB_gets_413(bool chunked)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/projects")
        {
            Content = new StringContent(new string(' ', 10_000_000)),
        };
        message.Content.Headers.ContentType = new("application/json");
        message.Headers.TransferEncodingChunked = chunked;

        using var response = await manager.Admin.SendAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(Flags)]
    [InlineData(Patch)]
    [InlineData("POST /projects/default/environments/production/flags/known/evaluate")]
    public async Task JSON_nested_5000_levels_deep_gets_400(string request)
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 5000)) + "1" + new string('}', 5000);

        var answer = await manager.Editor.CallAsync(request, deep);

        Assert.Contains("32 levels", answer.Expect(400)["detail"], StringComparison.Ordinal);
    }

    /// <summary>All state that an edit could have changed.</summary>
    private async Task<string> StateAsync()
    {
        await using var db = manager.OpenDatabase();
        return await Dump.OfAsync(db, except: ["access_tokens"]);
    }
}
