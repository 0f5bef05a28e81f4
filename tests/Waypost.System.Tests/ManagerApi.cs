using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>The manager's REST API.</summary>
internal sealed class ManagerApi(string url, string token)
{
    internal const string Flags = "projects/default/flags";

    // The body is not sent if the server refuses its length (RFC 9110 10.1.1). Otherwise the refusal races the body.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });
    private readonly Uri api = new(new Uri(url), "/api/v1/");

    internal string Token => token;

    internal static string SettingsOf(string flag) => $"projects/default/environments/production/flags/{flag}";

    internal Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null, string? ifMatch = null) =>
        SendAsync(method, path, body is null ? null : JsonContent.Create(body), ifMatch);

    internal async Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(api, path)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.ExpectContinue = body?.Headers.ContentLength > 1_000_000;
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await Http.SendAsync(request, TestTimeout.Token());
    }

    /// <summary>Sends a request that must succeed.</summary>
    internal async Task<JsonNode> DoAsync(string method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync(TestTimeout.Token());
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    internal async Task<string> NewFlagAsync()
    {
        var key = $"flag-{Guid.NewGuid():N}";
        await DoAsync("POST", Flags, new { key, enabled = true });
        return key;
    }
}
