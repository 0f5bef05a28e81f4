using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Store;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary>The three signed calls a provider makes to the manager. Each attempt is signed anew.</summary>
internal sealed class ManagerClient(IHttpClientFactory clients, IOptions<ProviderOptions> options, TimeProvider time)
{
    public const string Name = "manager";

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(60);

    private readonly WebhookSecret secret = WebhookSecret.Parse(options.Value.WebhookSecret);

    public static void Configure(HttpClient client, ProviderOptions options)
    {
        // Without an address of its own, the manager is looked up in services:manager:https:0 or :http:0.
        client.BaseAddress = new Uri(options.ManagerUrl is { Length: > 0 } url ? url.TrimEnd('/') + '/' : "https+http://manager/");
        client.Timeout = Timeout.InfiniteTimeSpan; // each call has its own, by the clock a test can move
        client.MaxResponseContentBufferSize = options.SnapshotLimit;
    }

    public static HttpMessageHandler CreateHandler() =>
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a signed request goes where it was meant to, or nowhere
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows DNS
            UseCookies = false,
        };

    /// <summary>Registers and asks what is newest; the manager may hold its answer for the wait, unless this replica is behind.</summary>
    public async Task<RegistrationReply> RegisterAsync(
        ProviderRegistration registration,
        TimeSpan wait,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Below($"{WirePaths.Providers}?wait={(int)wait.TotalSeconds}"));
        var body = JsonSerializer.SerializeToUtf8Bytes(registration, WireJson.Default.ProviderRegistration);
        using var response = await SendAsync(request, body, wait + AnswerTime, cancellationToken);
        return await ReadAsync(response, WireJson.Default.RegistrationReply, cancellationToken);
    }

    public async Task<SdkKeys> GetKeysAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Below(WirePaths.SdkKeys));
        using var response = await SendAsync(request, default, FetchTime, cancellationToken);
        return await ReadAsync(response, WireJson.Default.SdkKeys, cancellationToken);
    }

    /// <summary>The newest snapshot of an environment, unless it is the one held or the environment is gone.</summary>
    public async Task<Fetched> GetSnapshotAsync(EnvironmentKey key, string? etag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Below(WirePaths.Snapshot(key.Project, key.Environment)));
        if (etag is not null)
        {
            request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(etag));
        }

        using var response = await SendAsync(
            request,
            default,
            FetchTime,
            cancellationToken,
            HttpStatusCode.NotModified,
            HttpStatusCode.NotFound
        );
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Fetched(null, response.StatusCode == HttpStatusCode.NotFound);
        }

        var snapshot = await ReadAsync(response, FlagsJson.Default.Snapshot, cancellationToken);
        return Acceptable.Fault(snapshot, key) is { } fault
            ? throw new InvalidDataException($"The snapshot of {key} cannot be used: {fault}.")
            : new Fetched(snapshot, false);
    }

    // Relative, so that a manager behind a path of its own (https://example.org/waypost) is found.
    private static string Below(string path) => path.TrimStart('/');

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
                    ? $"The manager refused the signature (401): compare {WebhookSecret.Setting} and the clocks of both sides."
                    : $"The manager answered {(int)response.StatusCode} to {request.RequestUri}.",
                null,
                response.StatusCode
            );
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The manager's answer is null.");
    }
}

/// <summary>An answer to a question for a snapshot: the snapshot; or none, because it has not changed or the environment is gone.</summary>
internal readonly record struct Fetched(Snapshot? Snapshot, bool IsGone);
