using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <param name="Tag">The ETag: epoch and version.</param>
/// <param name="Flags">By key.</param>
internal sealed record ServedFlags(string Tag, IReadOnlyDictionary<string, JsonNode> Flags);

/// <summary>One provider replica as an SDK sees it.</summary>
internal sealed class ProviderApi(string url, string key)
{
    private static readonly HttpClient Http = new();

    internal string Url => url;

    /// <returns><see langword="null"/> if it does not answer with flags.</returns>
    internal async Task<ServedFlags?> FlagsAsync()
    {
        try
        {
            using var response = await GetAsync("/flags");
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            var snapshot = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestTimeout.Token()))!;
            return new(response.Headers.ETag!.Tag, snapshot["flags"]!.AsArray().ToDictionary(f => f!["key"]!.GetValue<string>(), f => f!));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return null;
        }
    }

    internal async Task<bool> ServesAsync(string flag) => (await FlagsAsync())?.Flags.ContainsKey(flag) == true;

    internal async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(url), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await Http.SendAsync(request, TestTimeout.Token());
    }
}
