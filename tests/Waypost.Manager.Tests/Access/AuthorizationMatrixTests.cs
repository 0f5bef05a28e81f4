using Microsoft.AspNetCore.Routing;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>Who may call what. A new endpoint has to be put into the table here, or a test fails.</summary>
public sealed class AuthorizationMatrixTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    /// <summary>The weakest role that may, by endpoint name.</summary>
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["ListProjects"] = "viewer",
        ["GetProject"] = "viewer",
        ["CreateProject"] = "admin",
        ["EditProject"] = "admin",
        ["DeleteProject"] = "admin",
        ["ListEnvironments"] = "viewer",
        ["GetEnvironment"] = "viewer",
        ["CreateEnvironment"] = "admin",
        ["DeleteEnvironment"] = "admin",
        ["ListFlags"] = "viewer",
        ["GetFlag"] = "viewer",
        ["CreateFlag"] = "editor",
        ["EditFlag"] = "editor",
        ["DeleteFlag"] = "editor",
        ["GetFlagSettings"] = "viewer",
        ["ReplaceFlagSettings"] = "editor",
        ["ChangeFlagSettings"] = "editor",
        ["AssignVariant"] = "editor",
        ["UnassignVariant"] = "editor",
        ["EvaluateFlag"] = "viewer",
        ["ListSegments"] = "viewer",
        ["GetSegment"] = "viewer",
        ["CreateSegment"] = "editor",
        ["ReplaceSegment"] = "editor",
        ["DeleteSegment"] = "editor",
        ["ListEvents"] = "viewer",
        ["GetAnalyticsDatabase"] = "viewer",
        ["ConnectAnalyticsDatabase"] = "admin",
        ["TestAnalyticsDatabase"] = "admin",
        ["DisconnectAnalyticsDatabase"] = "admin",
        ["ListMetrics"] = "viewer",
        ["GetMetric"] = "viewer",
        ["CreateMetric"] = "editor",
        ["ReplaceMetric"] = "editor",
        ["DeleteMetric"] = "editor",
        ["PreviewNewMetric"] = "editor",
        ["PreviewMetric"] = "editor",
        ["ListExperiments"] = "viewer",
        ["GetExperiment"] = "viewer",
        ["CreateExperiment"] = "editor",
        ["EditExperiment"] = "editor",
        ["DeleteExperiment"] = "editor",
        ["PlanExperiment"] = "editor",
        ["StartExperiment"] = "editor",
        ["UndoStartExperiment"] = "editor",
        ["StopExperiment"] = "editor",
        ["ShipWinner"] = "editor",
        ["GetExposures"] = "viewer",
        ["RefreshExposures"] = "editor",
        ["StartAnalysis"] = "editor",
        ["GetAnalysis"] = "viewer",
        ["CancelAnalysis"] = "editor",
        ["GetResults"] = "viewer",
        ["ListProviders"] = "viewer",
        ["ListSdkKeys"] = "admin",
        ["GetSdkKey"] = "admin",
        ["CreateSdkKey"] = "admin",
        ["RotateSdkKey"] = "admin",
        ["RevokeSdkKey"] = "admin",
        ["ListUsers"] = "admin",
        ["GetUser"] = "admin",
        ["CreateUser"] = "admin",
        ["EditUser"] = "admin",
        ["DeleteUser"] = "admin",
        ["ListTokens"] = "viewer",
        ["GetToken"] = "viewer",
        ["CreateToken"] = "viewer",
        ["DeleteToken"] = "viewer",
    };

    private static readonly string[] Roles = ["anonymous", "viewer", "editor", "admin"];

    public static IEnumerable<TheoryDataRow<string, string>> Matrix() =>
        from name in Needed.Keys
        from role in Roles
        select new TheoryDataRow<string, string>(name, role);

    [Fact]
    public void Every_endpoint_of_the_API_is_in_the_table() => Assert.Equal(Needed.Keys.Order(), Endpoints().Select(NameOf).Order());

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task An_endpoint_lets_in_who_may_and_nobody_else(string name, string role)
    {
        var endpoint = Endpoints().Single(e => NameOf(e) == name);

        var answer = await Client(role).AskAsync($"{MethodOf(endpoint)} /{PathOf(endpoint)}");

        var expected =
            role == "anonymous" ? 401
            : Array.IndexOf(Roles, role) < Array.IndexOf(Roles, Needed[name]) ? 403
            : 0;
        if (expected == 0)
        {
            Assert.DoesNotContain(answer.Status, new[] { 401, 403 });
            Assert.True(answer.Status < 500, $"{answer.Status}: {answer.Text}");
        }
        else
        {
            Assert.True(answer.Expect(expected).IsProblem);
        }
    }

    [Theory]
    [InlineData("Bearer wp_pat_0000000000000000000000000000000000000000")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic YWRhOmNvcnJlY3Q=")]
    public async Task A_wrong_token_is_401_and_says_how_to_come_in(string authorization)
    {
        using var client = manager.Running.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        var answer = await client.AskAsync("GET /projects");

        Assert.Contains("wp_pat_", answer.Expect(401)["detail"], StringComparison.Ordinal);
    }

    private HttpClient Client(string role) =>
        role switch
        {
            "anonymous" => manager.Anonymous,
            "viewer" => manager.Viewer,
            "editor" => manager.Editor,
            _ => manager.Admin,
        };

    private IEnumerable<RouteEndpoint> Endpoints() =>
        manager
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.TrimStart('/').StartsWith("api/v1/", StringComparison.Ordinal));

    private static string? NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;

    private static string MethodOf(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0];

    /// <summary>Of things that do not exist, so that even who may changes nothing.</summary>
    private static string PathOf(RouteEndpoint endpoint) =>
        string.Join(
            '/',
            endpoint
                .RoutePattern.PathSegments.Skip(2)
                .Select(segment =>
                    segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal
                        ? literal.Content
                        : "999999999"
                )
        );
}
