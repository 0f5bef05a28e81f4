using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Waypost.Manager.Tests.Support;

/// <summary>The manager's response.</summary>
public sealed record ApiResponse(int Status, string Text, HttpResponseMessage Response)
{
    public JsonElement Body => JsonElement.Parse(Text);

    public string? ETag => Response.Headers.ETag?.ToString();

    /// <summary>The fields that a validation problem names.</summary>
    public IReadOnlyList<string> WrongFields => [.. Body.GetProperty("errors").EnumerateObject().Select(e => e.Name)];

    public bool IsProblem => Response.Content.Headers.ContentType?.MediaType == "application/problem+json";

    public string? this[string property] => Body.GetProperty(property).ToString();

    /// <summary>Fails with the complete response if the status is another one.</summary>
    public ApiResponse Expect(int status)
    {
        Assert.True(status == Status, $"Expected {status}, got {Status}: {Text}");
        return this;
    }
}

/// <summary>Sends requests to the REST API.</summary>
public static class ApiCalls
{
    /// <param name="client">Determines the user.</param>
    /// <param name="request">Method and path under <c>/api/v1</c>: <c>GET /projects</c>. A full path starts with <c>//</c>.</param>
    /// <param name="json">The body.</param>
    /// <param name="ifMatch">Value of the header If-Match.</param>
    /// <param name="contentType">Content type of the body.</param>
    public static async Task<ApiResponse> CallAsync(
        this HttpClient client,
        string request,
        string? json = null,
        string? ifMatch = null,
        string contentType = "application/json"
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        var (method, path) = (
            request[..request.IndexOf(' ', StringComparison.Ordinal)],
            request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..]
        );
        using var message = new HttpRequestMessage(
            new(method),
            path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/api/v1" + path
        );
        if (json is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (ifMatch is not null)
        {
            message.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        var response = await client.SendAsync(message, TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response);
    }
}
