using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Http;

/// <summary>The description of the API: /openapi/v1.json, and /api/docs to browse it.</summary>
public sealed partial class ApiDocumentTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task The_document_lists_every_endpoint_with_name_summary_tag_and_errors()
    {
        var endpoints = manager
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Select(e => e.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName);

        var operations = (await OperationsAsync()).ToList();

        Assert.Equal(endpoints.Order(), operations.Select(o => o.GetProperty("operationId").GetString()!).Order());
        Assert.All(
            operations,
            operation =>
            {
                Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()));
                Assert.Single(operation.GetProperty("tags").EnumerateArray());
                Assert.Superset(
                    new HashSet<string> { "400", "401", "403", "404" },
                    operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToHashSet()
                );
            }
        );
    }

    [Fact]
    public async Task Every_placeholder_in_a_path_is_a_parameter()
    {
        var document = await DocumentAsync();

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var wanted = Placeholder().Matches(path.Name).Select(m => m.Groups[1].Value).Order();
            Assert.All(path.Value.EnumerateObject(), operation => Assert.Equal(wanted, Parameters(operation.Value, "path").Order()));
        }
    }

    [Fact]
    public async Task Query_parameters_have_the_documented_names()
    {
        var list = (await OperationsAsync()).Single(o => o.GetProperty("operationId").GetString() == "ListEvents");

        Assert.Equal(["flag", "type", "actor", "environment", "limit", "cursor"], Parameters(list, "query"));
    }

    [Fact]
    public async Task Every_endpoint_has_its_own_schemas_and_keys_are_strings()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");

        Assert.Equal(
            "string",
            schemas.GetProperty("CreateFlagRequest").GetProperty("properties").GetProperty("key").GetProperty("type").GetString()
        );
        Assert.True(schemas.GetProperty("CreateProjectRequest").GetProperty("properties").TryGetProperty("name", out _));
        Assert.DoesNotContain(schemas.EnumerateObject(), s => s.Name is "Request" or "View");
    }

    [Fact]
    public async Task The_documentation_page_shows_every_endpoint_with_its_fields_and_loads_nothing_from_other_hosts()
    {
        var page = (await manager.Anonymous.CallAsync("GET //api/docs/")).Expect(200);

        Assert.All(
            await OperationsAsync(),
            operation =>
                Assert.Contains($"<details id=\"{operation.GetProperty("operationId").GetString()}\"", page.Text, StringComparison.Ordinal)
        );
        Assert.Contains("<code>rolloutPercentage</code> <span class=\"quiet\">number</span>", page.Text, StringComparison.Ordinal);
        Assert.Contains("<code>kind</code> <span class=\"quiet\">text", page.Text, StringComparison.Ordinal);
        Assert.NotEmpty(AddressesIn(page.Text));
        Assert.DoesNotContain("//", AddressesIn(page.Text));
        Assert.DoesNotContain(
            "unsafe-inline",
            page.Response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }

    private static string AddressesIn(string html) => string.Join('\n', Address().Matches(html).Select(m => m.Groups[1].Value));

    private static IEnumerable<string> Parameters(JsonElement operation, string place) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? parameters
                .EnumerateArray()
                .Where(p => p.GetProperty("in").GetString() == place)
                .Select(p => p.GetProperty("name").GetString()!)
            : [];

    private async Task<IEnumerable<JsonElement>> OperationsAsync() =>
        (await DocumentAsync()).GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value);

    private async Task<JsonElement> DocumentAsync() => (await manager.Anonymous.CallAsync("GET //openapi/v1.json")).Expect(200).Body;

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""(?:src|href|from|url)["']?\s*[=:]?\s*["']([^"']*)["']""")]
    private static partial Regex Address();
}
