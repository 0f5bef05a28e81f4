using System.Net;
using System.Text;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire;

namespace Waypost.Stats.Tests.Checks;

public sealed class SignedRequestHandlerTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private static readonly byte[] empty = Encoding.UTF8.GetBytes("{}");

    public static TheoryData<string> Paths => [WirePaths.TestSource, WirePaths.PreviewMetric, WirePaths.Plan];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_request_without_a_signature_or_with_another_secret_is_unauthorized(string path)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        using var unsigned = await worker.PostAsync(path, empty, secret: null);
        using var stranger = await worker.PostAsync(path, empty, WebhookSecret.Parse(WebhookSecret.Generate()));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (unsigned.StatusCode, stranger.StatusCode));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_signed_body_that_is_not_a_request_is_a_bad_request(string path)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        using var notARequest = await worker.PostAsync(path, empty, StatsWorkerHost.Secret);
        using var notJson = await worker.PostAsync(path, Encoding.UTF8.GetBytes("nonsense"), StatsWorkerHost.Secret);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (notARequest.StatusCode, notJson.StatusCode));
    }

    [Fact]
    public async Task A_replayed_request_is_unauthorized()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        using var client = new HttpClient();
        using var first = Request(worker, "msg_1", Signature("msg_1"));
        using var replay = Request(worker, "msg_1", Signature("msg_1"));

        using var answered = await client.SendAsync(first, TestContext.Current.CancellationToken);
        using var refused = await client.SendAsync(replay, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (answered.StatusCode, refused.StatusCode));
    }

    [Fact]
    public async Task A_modified_body_is_unauthorized()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        using var client = new HttpClient();
        using var changed = Request(worker, "msg_2", Signature("msg_2"));
        changed.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("{ }"));

        using var answer = await client.SendAsync(changed, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_rejected()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        using var answer = await worker.PostAsync(WirePaths.TestSource, new byte[300 * 1024], StatsWorkerHost.Secret);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static string Signature(string id) => WebhookSignature.Sign(StatsWorkerHost.Secret, id, TimeProvider.System.GetUtcNow(), empty);

    private static HttpRequestMessage Request(StatsWorkerHost worker, string id, string signature) =>
        new(HttpMethod.Post, new Uri(worker.Url, WirePaths.TestSource))
        {
            Content = new ByteArrayContent(empty),
            Headers =
            {
                { WebhookHeaders.Id, id },
                { WebhookHeaders.Timestamp, WebhookSignature.Timestamp(TimeProvider.System.GetUtcNow()) },
                { WebhookHeaders.Signature, signature },
            },
        };
}
