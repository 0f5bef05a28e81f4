using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.Benchmarks.FanOut;

/// <summary>The parts of a manager that the provider needs: one environment, one key, webhooks.</summary>
internal sealed class ManagerStub : IAsyncDisposable
{
    public const string Key = "wp_server_benchmark";

    private readonly WebApplication app;
    private readonly HttpClient client = new();
    private Snapshot newest;

    private ManagerStub(WebApplication app, Snapshot first)
    {
        this.app = app;
        newest = first;
    }

    public string Secret { get; } = WebhookSecret.Generate();

    public static async Task<ManagerStub> StartAsync(int port, Snapshot first)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var stub = new ManagerStub(app, first);
        app.MapPost(WirePaths.Providers, (Delegate)stub.RegisterAsync);
        app.MapGet(WirePaths.SdkKeys, () => Results.Json(stub.Keys(), WireJson.Default.SdkKeys));
        app.MapGet(WirePaths.SnapshotRoute, () => Results.Json(stub.newest, FlagsJson.Default.Snapshot));
        await app.StartAsync();
        return stub;
    }

    public async Task SendAsync(Uri provider, SnapshotPatch patch)
    {
        newest = Patch.Apply(newest, patch);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Webhook
            {
                Type = Webhook.FlagsUpdated,
                Timestamp = TimeProvider.System.GetUtcNow(),
                Data = new WebhookData
                {
                    Project = newest.Project,
                    Environment = newest.Environment,
                    Epoch = patch.Epoch,
                    Version = patch.Version,
                    Patch = patch,
                },
            },
            WireJson.Default.Webhook
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(provider, WirePaths.Webhooks));
        SignedRequests.Sign(request, body, WebhookSecret.Parse(Secret), TimeProvider.System);
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    private async Task<IResult> RegisterAsync(HttpContext http)
    {
        var registration = await JsonSerializer.DeserializeAsync(http.Request.Body, WireJson.Default.ProviderRegistration);
        var name = $"{newest.Project}/{newest.Environment}";
        if (registration!.KeysVersion == 1 && registration.Versions.ContainsKey(name))
        {
            await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System, http.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Results.Json(
            new RegistrationReply
            {
                LeaseSeconds = 60,
                Versions = new Dictionary<string, string> { [name] = SnapshotVersion.Of(newest).ToString() },
                KeysVersion = 1,
            },
            WireJson.Default.RegistrationReply
        );
    }

    private SdkKeys Keys() =>
        new()
        {
            KeysVersion = 1,
            Keys =
            [
                new SdkKey
                {
                    Id = 1,
                    Project = newest.Project,
                    Environment = newest.Environment,
                    Kind = SdkKey.Server,
                    Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
                },
            ],
        };
}
