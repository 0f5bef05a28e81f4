using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Upstream;

public class WebhookTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patch_that_fits_is_applied()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("e1.2", Held(provider));
    }

    [Fact]
    public async Task A_snapshot_is_applied()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Sample.Updated(Sample.Snapshot(7)));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("e1.7", Held(provider));
    }

    [Fact]
    public async Task What_is_already_newer_is_answered_as_applied()
    {
        await using var provider = await TestProvider.FollowingAsync(TestProvider.Holding(Sample.Snapshot(9)));

        using var patch = await provider.PostAsync(Sample.Updated(Sample.Patch(3, 4)));
        using var snapshot = await provider.PostAsync(Sample.Updated(Sample.Snapshot(4)));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (patch.StatusCode, snapshot.StatusCode));
        Assert.Equal("e1.9", Held(provider));
    }

    [Theory]
    [InlineData(5, 6, "e1", 1)]
    [InlineData(1, 2, "e2", 0)]
    public async Task A_patch_that_does_not_fit_is_answered_with_the_version_held(long from, long version, string epoch, long held)
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Sample.Updated(Sample.Patch(from, version, epoch)));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(held, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("version").GetInt64());
        Assert.Equal("e1.1", Held(provider));
    }

    [Fact]
    public async Task A_change_announced_without_payload_asks_for_a_snapshot()
    {
        await using var provider = await TestProvider.FollowingAsync();
        var announced = Sample.Updated(Sample.Snapshot(2));

        using var answer = await provider.PostAsync(announced with { Data = announced.Data with { Snapshot = null } });

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task A_replay_is_refused()
    {
        await using var provider = await TestProvider.FollowingAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(Sample.Updated(Sample.Snapshot(2)), WireJson.Default.Webhook);
        using var original = Signed(body, provider.Time);
        using var replay = Copy(original, body);

        using var first = await provider.SendAsync(original);
        using var second = await provider.SendAsync(replay);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task A_replay_is_refused_after_a_restart_too()
    {
        using var directory = new TemporaryDirectory();
        var body = JsonSerializer.SerializeToUtf8Bytes(Sample.Updated(Sample.Snapshot(2)), WireJson.Default.Webhook);
        using var original = Signed(body, TimeProvider.System);
        using var replay = Copy(original, body);
        await using (var before = await TestProvider.FollowingAsync(settings: directory.Setting))
        {
            using var first = await before.SendAsync(original);
            Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        }

        await using var after = await TestProvider.FollowingAsync(settings: directory.Setting);
        using var second = await after.SendAsync(replay);

        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        if (!OperatingSystem.IsWindows())
        {
            var journal = Assert.Single(Directory.GetFiles(directory.Path, "webhook-ids", SearchOption.AllDirectories));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(journal));
        }
    }

    [Fact]
    public async Task A_replay_is_refused_by_a_replica_that_starts_in_another_ones_folder()
    {
        using var directory = new TemporaryDirectory();
        var body = JsonSerializer.SerializeToUtf8Bytes(Sample.Updated(Sample.Snapshot(2)), WireJson.Default.Webhook);
        using var original = Signed(body, TimeProvider.System);
        using var replay = Copy(original, body);
        await using (await TestProvider.FollowingAsync(settings: directory.Setting))
        {
            await using var second = await TestProvider.FollowingAsync(settings: directory.Setting);
            using var accepted = await second.SendAsync(original);
            Assert.Equal(HttpStatusCode.NoContent, accepted.StatusCode);
        }

        await using var first = await TestProvider.FollowingAsync(settings: directory.Setting);
        await using var another = await TestProvider.FollowingAsync(settings: directory.Setting);
        using var refused = await first.SendAsync(Copy(replay, body));
        using var refusedToo = await another.SendAsync(replay);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (refused.StatusCode, refusedToo.StatusCode));
    }

    [Fact]
    public async Task A_stranger_is_refused_with_problem_details_before_anything_is_parsed()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Encoding.UTF8.GetBytes("{ not json"), WebhookSecret.Parse(WebhookSecret.Generate()));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    [Trait("Fault", "07")]
    public async Task A_webhook_from_a_clock_ten_minutes_away_is_refused_saying_so()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(10));
        await using var provider = await TestProvider.FollowingAsync(time: time);
        using var request = Signed(
            JsonSerializer.SerializeToUtf8Bytes(Sample.Updated(Sample.Snapshot(2)), WireJson.Default.Webhook),
            TimeProvider.System
        );

        using var answer = await provider.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Compare the clocks", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("e1.1", Held(provider));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_however_it_is_sent()
    {
        await using var provider = await TestProvider.FollowingAsync(settings: ("Waypost:WebhookLimit", "2048"));
        var body = new byte[2049];
        using var chunked = Signed(body, provider.Time);
        chunked.Headers.TransferEncodingChunked = true;

        using var declared = await provider.PostAsync(body);
        using var undeclared = await provider.SendAsync(chunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, declared.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, undeclared.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":null}""")]
    [InlineData("""{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":{"project":"../..","environment":"x"}}""")]
    [InlineData(
        """{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":{"project":"default","environment":"production","snapshot":{"project":"default","environment":"staging","epoch":"e1","version":9}}}"""
    )]
    [InlineData(
        """{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":{"project":"default","environment":"production","snapshot":{"schema":2,"project":"default","environment":"production","epoch":"e1","version":9}}}"""
    )]
    [InlineData(
        """{"type":"flags.updated","timestamp":"2026-01-01T00:00:00Z","data":{"project":"default","environment":"production","snapshot":{"project":"default","environment":"production","epoch":"a\nb","version":9}}}"""
    )]
    public async Task What_is_signed_but_makes_no_sense_is_refused_and_changes_nothing(string body)
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Encoding.UTF8.GetBytes(body));

        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, answer.StatusCode.ToString());
        Assert.Equal("e1.1", Held(provider));
    }

    [Fact]
    public async Task Five_thousand_levels_of_json_are_refused()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Encoding.UTF8.GetBytes(new string('[', 5000) + new string(']', 5000)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_type_from_a_newer_manager_is_passed_over()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Sample.Updated(Sample.Snapshot(2)) with { Type = "flags.painted" });

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("e1.1", Held(provider));
    }

    [Fact]
    public async Task A_deleted_environment_is_dropped()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.PostAsync(Sample.Deleted(Sample.Production, "e1"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task A_late_deletion_does_not_meet_an_environment_made_anew_under_the_same_key()
    {
        await using var provider = await TestProvider.FollowingAsync(TestProvider.Holding(Sample.Snapshot(1, "e2")));

        await provider.PostAsync(Sample.Deleted(Sample.Production, "e1"));

        Assert.Equal("e2.1", Held(provider));
    }

    [Fact]
    [Trait("Fault", "14")]
    public async Task During_rotation_either_secret_is_accepted()
    {
        var next = WebhookSecret.Generate();
        await using var provider = await TestProvider.FollowingAsync(
            settings: ("Waypost:WebhookSecret", $"{next} {FakeManager.SecretText}")
        );

        using var old = await provider.PostAsync(Sample.Updated(Sample.Snapshot(2)));
        using var newer = await provider.PostAsync(Sample.Updated(Sample.Snapshot(3)), WebhookSecret.Parse(next));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (old.StatusCode, newer.StatusCode));
    }

    private static string? Held(TestProvider provider) => provider.Store.Find(Sample.Production)?.Current?.Id;

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
