using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Data;

namespace Waypost.Manager.Tests.Support;

/// <summary>The real manager, in this process, with Kestrel on a free port.</summary>
public sealed class RunningManager : IAsyncDisposable
{
    public const string AdminEmail = "ada@example.com";
    public const string AdminPassword = "correct horse battery";
    public const string AdminToken = "wp_pat_AdminTokenOfTheTests0123456789abcdefghij";
    public const string DataProtectionSecret = "a secret that keeps the key ring of the tests";
    public const string WebhookSecret = "whsec_Yq2pXz0mVt8uQk5rJw3nBc7dLf1gHs9eAo4iTy6bNxE=";

    private readonly Factory factory;

    private RunningManager(Factory factory) => this.factory = factory;

    public Uri Address =>
        new(factory.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public IServiceProvider Services => factory.Services;

    /// <param name="connectionString">Tables are created if they are missing.</param>
    /// <param name="settings">Added to the settings of every manager under test, or replacing them.</param>
    /// <param name="services">Replaces services.</param>
    public static RunningManager Start(
        string connectionString,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null
    )
    {
        var factory = new Factory(connectionString, settings ?? new Dictionary<string, string?>(), services ?? (_ => { }));
        factory.UseKestrel(0);
        factory.StartServer();
        return new(factory);
    }

    /// <summary>A client that, like a browser, sends no trace context; it follows no redirects and keeps no cookies.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
            }
        )
        {
            BaseAddress = Address,
        };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public ValueTask DisposeAsync() => factory.DisposeAsync();

    private sealed class Factory(
        string connectionString,
        IReadOnlyDictionary<string, string?> settings,
        Action<IServiceCollection> services
    ) : WebApplicationFactory<ManagerDb>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting($"ConnectionStrings:{DataServices.ConnectionName}", connectionString);
            builder.UseSetting("Waypost:WebhookSecret", WebhookSecret);
            builder.UseSetting("Waypost:DataProtectionSecret", DataProtectionSecret);
            builder.UseSetting("Waypost:Bootstrap:AdminEmail", AdminEmail);
            builder.UseSetting("Waypost:Bootstrap:AdminPassword", AdminPassword);
            builder.UseSetting("Waypost:Bootstrap:AdminToken", AdminToken);
            builder.UseSetting("Logging:LogLevel:Default", "Error");
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureTestServices(services);
        }
    }
}
