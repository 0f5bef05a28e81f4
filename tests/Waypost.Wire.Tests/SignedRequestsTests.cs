namespace Waypost.Wire.Tests;

public class SignedRequestsTests
{
    [Fact]
    public async Task A_signed_request_contains_the_signed_bytes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://provider.test" + WirePaths.Webhooks);

        SignedRequests.Sign(request, """{"x":"ü"}"""u8.ToArray(), SignedMessage.Secret, SignedMessage.Clock);

        var sent = await Received(request);
        Assert.Equal(SignatureOutcome.Valid, sent.Verify());
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_get_request_signs_an_empty_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://manager.test" + WirePaths.SdkKeys);

        SignedRequests.Sign(request, default, SignedMessage.Secret, SignedMessage.Clock);

        Assert.Null(request.Content);
        Assert.Equal(SignatureOutcome.Valid, (await Received(request)).Verify());
    }

    [Fact]
    public void Every_request_gets_a_new_id()
    {
        using var first = new HttpRequestMessage();
        using var second = new HttpRequestMessage();

        SignedRequests.Sign(first, default, SignedMessage.Secret, SignedMessage.Clock);
        SignedRequests.Sign(second, default, SignedMessage.Secret, SignedMessage.Clock);

        Assert.NotEqual(Header(first, WebhookHeaders.Id), Header(second, WebhookHeaders.Id));
        Assert.Matches("^msg_[0-9a-f]{32}$", Header(first, WebhookHeaders.Id));
    }

    [Fact]
    public void Request_and_clock_are_required()
    {
        using var request = new HttpRequestMessage();

        Assert.Throws<ArgumentNullException>(
            "request",
            () => SignedRequests.Sign(null!, default, SignedMessage.Secret, SignedMessage.Clock)
        );
        Assert.Throws<ArgumentNullException>("time", () => SignedRequests.Sign(request, default, SignedMessage.Secret, null!));
    }

    [Fact]
    public void Keys_in_a_path_are_escaped() => Assert.Equal("/internal/snapshots/a%2Fb/c%3Fd", WirePaths.Snapshot("a/b", "c?d"));

    private static async Task<SignedMessage> Received(HttpRequestMessage request) =>
        new(
            Header(request, WebhookHeaders.Id),
            Header(request, WebhookHeaders.Timestamp),
            Header(request, WebhookHeaders.Signature),
            request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
        );

    private static string Header(HttpRequestMessage request, string name) => Assert.Single(request.Headers.GetValues(name));
}
