using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary>The three signed requests a provider sends to the manager. Every attempt gets its own signature.</summary>
internal sealed class ManagerClient(IHttpClientFactory clients, IOptions<ProviderOptions> options, TimeProvider time)
{
    public const string Name = "manager";

    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(60);

    private readonly WebhookSecret secret = WebhookSecret.Parse(options.Value.WebhookSecret);

    public static void Configure(HttpClient client, ProviderOptions options)
    {
        // If no address is configured, service discovery reads services:manager:https:0 or :http:0.
        client.BaseAddress = new Uri(options.ManagerUrl is { Length: > 0 } url ? url.TrimEnd('/') + '/' : "https+http://manager/");
        client.Timeout = Timeout.InfiniteTimeSpan; // SendAsync has its own timeout, which uses TimeProvider
        client.MaxResponseContentBufferSize = options.SnapshotLimit;
    }

    public static HttpMessageHandler CreateHandler() =>
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a signed request must not be sent to another server
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows DNS
            UseCookies = false,
        };

    /// <summary>
    /// Registers this replica and returns the newest versions. The manager may hold its response for up to <paramref name="wait"/>, unless
    /// this replica is behind.
    /// </summary>
    public async Task<RegistrationReply> RegisterAsync(
        ProviderRegistration registration,
        TimeSpan wait,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, RelativePath($"{WirePaths.Providers}?wait={(int)wait.TotalSeconds}"));
        var body = JsonSerializer.SerializeToUtf8Bytes(registration, WireJson.Default.ProviderRegistration);
        using var response = await SendAsync(request, body, wait + ResponseTimeout, cancellationToken);
        return await ReadAsync(response, WireJson.Default.RegistrationReply, cancellationToken);
    }

    public async Task<SdkKeys> GetKeysAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RelativePath(WirePaths.SdkKeys));
        using var response = await SendAsync(request, default, FetchTimeout, cancellationToken);
        return await ReadAsync(response, WireJson.Default.SdkKeys, cancellationToken);
    }

    /// <summary>Returns the newest snapshot of an environment, unless it matches the ETag or the environment was deleted.</summary>
    public async Task<SnapshotResponse> GetSnapshotAsync(EnvironmentKey key, string? etag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RelativePath(WirePaths.Snapshot(key.Project, key.Environment)));
        if (etag is not null)
        {
            request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(etag));
        }

        using var response = await SendAsync(
            request,
            default,
            FetchTimeout,
            cancellationToken,
            HttpStatusCode.NotModified,
            HttpStatusCode.NotFound
        );
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new SnapshotResponse(null, response.StatusCode == HttpStatusCode.NotFound);
        }

        var snapshot = await ReadAsync(response, FlagsJson.Default.Snapshot, cancellationToken);
        return SnapshotValidation.FindError(snapshot, key) is { } error
            ? throw new InvalidDataException($"The snapshot of {key} cannot be used: {error}.")
            : new SnapshotResponse(snapshot, false);
    }

    // Relative, so that the path of the base address is kept (https://example.org/waypost).
    private static string RelativePath(string path) => path.TrimStart('/');

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        ReadOnlyMemory<byte> body,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        params HttpStatusCode[] expected
    )
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        SignedRequests.Sign(request, body, secret, time);
        using var client = clients.CreateClient(Name);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The manager did not answer {request.RequestUri} within {timeout.TotalSeconds} s.");
        }

        if (response.StatusCode == HttpStatusCode.OK || expected.Contains(response.StatusCode))
        {
            return response;
        }

        using (response)
        {
            throw new HttpRequestException(
                response.StatusCode == HttpStatusCode.Unauthorized
                    ? $"The manager refused the signature (401): compare {WebhookSecret.Setting} and the clocks of manager and provider."
                    : $"The manager returned {(int)response.StatusCode} for {request.RequestUri}.",
                null,
                response.StatusCode
            );
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The manager's response is null.");
    }
}

/// <param name="Snapshot">Null if it has not changed or does not exist.</param>
/// <param name="IsNotFound">The manager has no such environment.</param>
internal readonly record struct SnapshotResponse(Snapshot? Snapshot, bool IsNotFound);
