using Microsoft.AspNetCore.Routing;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>The role that each endpoint requires. A new endpoint must be added to the table here, or a test fails.</summary>
public sealed class AuthorizationMatrixTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    /// <summary>The weakest role that may call each endpoint, by endpoint name.</summary>
    private static readonly Dictionary<string, string> RequiredRoles = new()
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
        ["GetMetricDefaults"] = "viewer",
        ["ReplaceMetricDefaults"] = "editor",
        ["PreviewNewMetric"] = "editor",
        ["PreviewMetric"] = "editor",
        ["ListExperiments"] = "viewer",
        ["GetExperiment"] = "viewer",
        ["GetHealth"] = "viewer",
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
        ["GetReceipt"] = "viewer",
        ["GetReceiptForR"] = "viewer",
        ["GetReceiptForPython"] = "viewer",
        ["GetReport"] = "viewer",
        ["GetReportAsMarkdown"] = "viewer",
        ["ListShareLinks"] = "editor",
        ["CreateShareLink"] = "editor",
        ["DeleteShareLink"] = "editor",
        ["ListLayers"] = "viewer",
        ["GetLayer"] = "viewer",
        ["CreateLayer"] = "editor",
        ["EditLayer"] = "editor",
        ["DeleteLayer"] = "editor",
        ["GetHoldout"] = "viewer",
        ["StartHoldout"] = "editor",
        ["EditHoldout"] = "editor",
        ["EndHoldout"] = "editor",
        ["ListHoldouts"] = "viewer",
        ["GetHoldoutReport"] = "viewer",
        ["GetHoldoutReportJob"] = "viewer",
        ["ComputeHoldoutReport"] = "editor",
        ["CheckHoldoutUsers"] = "editor",
        ["CancelHoldoutReport"] = "editor",
        ["GetResultsHistory"] = "viewer",
        ["GetAaTestResult"] = "viewer",
        ["GetAaTest"] = "viewer",
        ["StartAaTest"] = "editor",
        ["CancelAaTest"] = "editor",
        ["GetNovelty"] = "viewer",
        ["RefreshNovelty"] = "editor",
        ["GetBreakdown"] = "viewer",
        ["RefreshBreakdown"] = "editor",
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
        from name in RequiredRoles.Keys
        from role in Roles
        select new TheoryDataRow<string, string>(name, role);

    [Fact]
    public void Every_endpoint_of_the_API_is_in_the_table() => Assert.Equal(RequiredRoles.Keys.Order(), Endpoints().Select(NameOf).Order());

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task An_endpoint_accepts_only_callers_with_the_required_role(string name, string role)
    {
        var endpoint = Endpoints().Single(e => NameOf(e) == name);

        var answer = await Client(role).CallAsync($"{MethodOf(endpoint)} /{PathOf(endpoint)}");

        var expected =
            role == "anonymous" ? 401
            : Array.IndexOf(Roles, role) < Array.IndexOf(Roles, RequiredRoles[name]) ? 403
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
    public async Task An_invalid_token_gets_401_with_an_explanation(string authorization)
    {
        using var client = manager.Running.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        var answer = await client.CallAsync("GET /projects");

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

    /// <summary>Addresses items that do not exist, so that even an allowed request changes nothing.</summary>
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
