using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Upstream;

public class WebhookRejectionTests
{
    public static TheoryData<string> MalformedBodies =>
        [
            "",
            "null",
            "[]",
            "{}",
            """{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":null}""",
            """{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":{"project":"../..","environment":"x"}}""",
            UpdateWith("""{"project":"default","environment":"staging","epoch":"e1","version":9}"""),
            UpdateWith("""{"schema":99,"project":"default","environment":"production","epoch":"e1","version":9}"""),
            UpdateWith("""{"project":"default","environment":"production","epoch":"a\nb","version":9}"""),
        ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_is_rejected()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(TestData.Updated(TestData.Snapshot(2)), WireJson.Default.Webhook);
        using var original = Signed(body, provider.Time);
        using var replay = Copy(original, body);

        using var first = await provider.SendAsync(original);
        using var second = await provider.SendAsync(replay);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task A_replay_is_rejected_after_a_restart()
    {
        using var directory = new TemporaryDirectory();
        var body = JsonSerializer.SerializeToUtf8Bytes(TestData.Updated(TestData.Snapshot(2)), WireJson.Default.Webhook);
        using var original = Signed(body, TimeProvider.System);
        using var replay = Copy(original, body);
        await using (var before = await TestProvider.StartAndSyncAsync(settings: directory.Setting))
        {
            using var first = await before.SendAsync(original);
            Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        }

        await using var after = await TestProvider.StartAndSyncAsync(settings: directory.Setting);
        using var second = await after.SendAsync(replay);

        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        if (!OperatingSystem.IsWindows())
        {
            var journal = Assert.Single(Directory.GetFiles(directory.Path, "webhook-ids", SearchOption.AllDirectories));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(journal));
        }
    }

    [Fact]
    public async Task A_replay_is_rejected_by_a_replica_that_claims_another_replicas_folder()
    {
        using var directory = new TemporaryDirectory();
        var body = JsonSerializer.SerializeToUtf8Bytes(TestData.Updated(TestData.Snapshot(2)), WireJson.Default.Webhook);
        using var original = Signed(body, TimeProvider.System);
        using var replay = Copy(original, body);
        await using (await TestProvider.StartAndSyncAsync(settings: directory.Setting))
        {
            await using var second = await TestProvider.StartAndSyncAsync(settings: directory.Setting);
            using var accepted = await second.SendAsync(original);
            Assert.Equal(HttpStatusCode.NoContent, accepted.StatusCode);
        }

        await using var first = await TestProvider.StartAndSyncAsync(settings: directory.Setting);
        await using var another = await TestProvider.StartAndSyncAsync(settings: directory.Setting);
        using var refused = await first.SendAsync(Copy(replay, body));
        using var refusedToo = await another.SendAsync(replay);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (refused.StatusCode, refusedToo.StatusCode));
    }

    [Fact]
    public async Task A_webhook_with_an_invalid_signature_is_rejected_before_it_is_parsed()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.PostAsync(Encoding.UTF8.GetBytes("{ not json"), WebhookSecret.Parse(WebhookSecret.Generate()));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    [Trait("Fault", "07")]
    public async Task A_webhook_from_a_clock_ten_minutes_off_is_rejected_with_the_reason()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(10));
        await using var provider = await TestProvider.StartAndSyncAsync(time: time);
        using var request = Signed(
            JsonSerializer.SerializeToUtf8Bytes(TestData.Updated(TestData.Snapshot(2)), WireJson.Default.Webhook),
            TimeProvider.System
        );

        using var response = await provider.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("Compare the clocks", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("e1.1", CurrentVersion(provider));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_rejected_with_and_without_content_length()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(settings: ("Waypost:WebhookLimit", "2048"));
        var body = new byte[2049];
        using var chunked = Signed(body, provider.Time);
        chunked.Headers.TransferEncodingChunked = true;

        using var declared = await provider.PostAsync(body);
        using var undeclared = await provider.SendAsync(chunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, declared.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, undeclared.StatusCode);
    }

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_signed_but_malformed_webhook_is_rejected_and_changes_nothing(string body)
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.PostAsync(Encoding.UTF8.GetBytes(body));

        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, response.StatusCode.ToString());
        Assert.Equal("e1.1", CurrentVersion(provider));
    }

    [Fact]
    public async Task Five_thousand_levels_of_json_are_rejected()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.PostAsync(Encoding.UTF8.GetBytes(new string('[', 5000) + new string(']', 5000)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string UpdateWith(string snapshot) =>
        """{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":{"project":"default","environment":"production","snapshot":"""
        + snapshot
        + "}}";

    private static string? CurrentVersion(TestProvider provider) => provider.Store.Find(TestData.Production)?.Current?.Id;

    private static HttpRequestMessage Signed(byte[] body, TimeProvider time)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, WirePaths.Webhooks);
        SignedRequests.Sign(request, body, FakeManager.Secret, time);
        return request;
    }

    private static HttpRequestMessage Copy(HttpRequestMessage request, byte[] body)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = new ByteArrayContent(body) };
        foreach (var header in request.Headers)
        {
            copy.Headers.Add(header.Key, header.Value);
        }

        return copy;
    }
}
