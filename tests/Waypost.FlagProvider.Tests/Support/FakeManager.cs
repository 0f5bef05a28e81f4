using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Waypost.FlagProvider.Store;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>The manager's side of the protocol, in memory: snapshots, SDK keys, and a long poll held until something changes.</summary>
internal sealed class FakeManager : HttpMessageHandler
{
    public static readonly string SecretText = WebhookSecret.Generate();
    public static readonly WebhookSecret Secret = WebhookSecret.Parse(SecretText);

    private readonly ConcurrentDictionary<EnvironmentKey, Snapshot> snapshots = new();
    private readonly ConcurrentQueue<ProviderRegistration> registrations = new();
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SdkKeys keys = TestData.Keys();
    private int snapshotRequests;

    /// <summary>Answers instead of the protocol, if set: the manager is broken.</summary>
    public volatile Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Override;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IReadOnlyCollection<ProviderRegistration> Registrations => registrations;

    public int SnapshotRequests => Volatile.Read(ref snapshotRequests);

    public void Set(Snapshot snapshot)
    {
        snapshots[EnvironmentKey.Of(snapshot)] = snapshot;
        ReleaseHeldCalls();
    }

    public void Set(SdkKeys newKeys)
    {
        keys = newKeys;
        ReleaseHeldCalls();
    }

    public void Remove(EnvironmentKey key)
    {
        snapshots.TryRemove(key, out _);
        ReleaseHeldCalls();
    }

    public void FailWith(HttpStatusCode status) => FailWith((_, _) => Task.FromResult(new HttpResponseMessage(status)));

    public void FailWith(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> respond)
    {
        Override = respond;
        ReleaseHeldCalls();
    }

    public void Recover() => Override = null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Override is { } respond)
        {
            return await respond(request, cancellationToken);
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (Verify(request, body) != SignatureOutcome.Valid)
        {
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        }

        return request.RequestUri!.AbsolutePath switch
        {
            WirePaths.Providers => await RegisterAsync(
                JsonSerializer.Deserialize(body, WireJson.Default.ProviderRegistration)!,
                mayHold: request.RequestUri.Query != "?wait=0",
                cancellationToken
            ),
            WirePaths.SdkKeys => Json(JsonSerializer.SerializeToUtf8Bytes(keys, WireJson.Default.SdkKeys)),
            var path => Snapshot(path, request),
        };
    }

    private async Task<HttpResponseMessage> RegisterAsync(
        ProviderRegistration registration,
        bool mayHold,
        CancellationToken cancellationToken
    )
    {
        registrations.Enqueue(registration);
        while (true)
        {
            var nextChange = changed.Task;
            var newest = snapshots.ToDictionary(pair => pair.Key.ToString(), pair => SnapshotVersion.Of(pair.Value).ToString());
            var isBehind =
                registration.KeysVersion != keys.KeysVersion
                || newest.Count != registration.Versions.Count
                || newest.Any(pair => registration.Versions.GetValueOrDefault(pair.Key) != pair.Value);
            if (isBehind || !mayHold)
            {
                var reply = new RegistrationReply
                {
                    LeaseSeconds = 60,
                    Versions = newest,
                    KeysVersion = keys.KeysVersion,
                };
                return Json(JsonSerializer.SerializeToUtf8Bytes(reply, WireJson.Default.RegistrationReply));
            }

            await nextChange.WaitAsync(cancellationToken);
            if (Override is not null)
            {
                throw new HttpRequestException("The connection was cut.");
            }
        }
    }

    private HttpResponseMessage Snapshot(string path, HttpRequestMessage request)
    {
        Interlocked.Increment(ref snapshotRequests);
        var match = Regex.Match(path, "^/internal/snapshots/([^/]+)/([^/]+)$");
        if (!snapshots.TryGetValue(new EnvironmentKey(match.Groups[1].Value, match.Groups[2].Value), out var snapshot))
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        return request.Headers.IfNoneMatch.Any(tag => tag.Tag == $"\"{SnapshotVersion.Of(snapshot)}\"")
            ? new HttpResponseMessage(HttpStatusCode.NotModified)
            : Json(JsonSerializer.SerializeToUtf8Bytes(snapshot, FlagsJson.Default.Snapshot));
    }

    private SignatureOutcome Verify(HttpRequestMessage request, byte[] body) =>
        WebhookSignature.Verify(
            Secret,
            request.Headers.GetValues(WebhookHeaders.Id).Single(),
            request.Headers.GetValues(WebhookHeaders.Timestamp).Single(),
            request.Headers.GetValues(WebhookHeaders.Signature).Single(),
            body,
            Time,
            out _
        );

    private void ReleaseHeldCalls() =>
        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private static HttpResponseMessage Json(byte[] body) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
}
