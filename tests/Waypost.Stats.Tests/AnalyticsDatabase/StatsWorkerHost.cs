using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.ServiceDefaults;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

/// <summary>A worker as Program.cs starts it, with the manager's side of the key ring.</summary>
internal sealed class StatsWorkerHost : IAsyncDisposable
{
    public const string KeyRingSecret = "a secret that keeps the key ring of these tests";

    private readonly WebApplication app;
    private readonly Lazy<ManagerKeyRing> manager;

    private StatsWorkerHost(WebApplication app, string connectionString)
    {
        this.app = app;
        manager = new(() => new ManagerKeyRing(connectionString, KeyRingSecret));
    }

    internal static string SecretText { get; } = WebhookSecret.Generate();

    public static WebhookSecret Secret { get; } = WebhookSecret.Parse(SecretText);

    public IServiceProvider Services => app.Services;

    public Uri Url => new(app.Urls.Single());

    public AnalyticsSessionFactory Sessions => Services.GetRequiredService<AnalyticsSessionFactory>();

    /// <summary>Encrypts a password as the manager does before it stores one.</summary>
    public string Protect(string password) => manager.Value.Protect(password);

    public static StatsWorkerHost Build(string connectionString, params (string Setting, string Value)[] settings) =>
        Build(connectionString, _ => { }, settings);

    private static StatsWorkerHost Build(
        string connectionString,
        Action<IServiceCollection> configure,
        params (string Setting, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:waypostdb", connectionString),
            new("Logging:LogLevel:Default", "Warning"),
            new("Waypost:WebhookSecret", SecretText),
            new("Waypost:DataProtectionSecret", KeyRingSecret),
            new("Waypost:Stats:AllowPrivateNetworks", "true"),
            new("Waypost:Stats:ConnectTimeout", "00:00:02"),
        ]);
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting =>
                KeyValuePair.Create<string, string?>(
                    setting.Setting.Contains(':') ? setting.Setting : $"Waypost:Stats:{setting.Setting}",
                    setting.Value
                )
            )
        );
        builder.AddServiceDefaults();
        builder.AddStats();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        configure(builder.Services);
        var app = builder.Build();
        app.MapStats();
        return new(app, connectionString);
    }

    public static Task<StatsWorkerHost> StartAsync(string connectionString, params (string Setting, string Value)[] settings) =>
        StartAsync(connectionString, _ => { }, settings);

    public static async Task<StatsWorkerHost> StartAsync(
        string connectionString,
        Action<IServiceCollection> configure,
        params (string Setting, string Value)[] settings
    )
    {
        var worker = Build(connectionString, configure, settings);
        await worker.app.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (manager.IsValueCreated)
        {
            await manager.Value.DisposeAsync();
        }
    }
}
