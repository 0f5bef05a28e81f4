using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Waypost.Testing;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>The real manager on a free port and a fresh database, with an administrator and a token to configure things by.</summary>
public class Site(Chromium chromium) : FreshDatabase, IAsyncLifetime
{
    public const string Email = "anna@solarflare.example";
    public const string Password = "correct-horse-battery";
    private const string Token = "wp_pat_0123456789abcdefghijklmnopqrstuvwxyzABCD";

    private Manager? manager;

    public Uri Address => Running.Address;

    /// <summary>The REST API as the administrator.</summary>
    public HttpClient Api { get; } = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };

    /// <summary>False: there is no user until the site is set up.</summary>
    protected virtual bool HasAdministrator => true;

    private Manager Running => manager ?? throw new InvalidOperationException("The fixture is not initialised.");

    public T Service<T>()
        where T : notnull => Running.Services.GetRequiredService<T>();

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        manager = new(ConnectionString, HasAdministrator, ConfigureServices);
        manager.UseKestrel(0);
        manager.StartServer();
        Api.BaseAddress = new(Address, "api/v1/");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Api.Dispose();
        if (manager is not null)
        {
            await manager.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <summary>Opens a browser window without a session.</summary>
    public async Task<Visitor> VisitAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, bool script = true)
    {
        var profile = await chromium.NewProfileAsync(
            new()
            {
                BaseURL = Address.ToString(),
                ColorScheme = scheme,
                JavaScriptEnabled = script,
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        return await Visitor.OpenAsync(profile);
    }

    /// <summary>Opens a browser window and signs in.</summary>
    public async Task<Visitor> SignInAsync(
        ColorScheme scheme = ColorScheme.Light,
        int width = 1280,
        bool script = true,
        string email = Email
    )
    {
        var visitor = await VisitAsync(scheme, width, script);
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Page.GetByLabel("E-mail address").FillAsync(email);
        await visitor.Page.GetByLabel("Password").FillAsync(Password);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.Page.WaitForPageAsync("**/flags?**");
        return visitor;
    }

    public async Task CreateFlagAsync(string key, string name, object? more = null)
    {
        using var response = await Api.PostAsJsonAsync(
            "projects/default/flags",
            Merge(new { key, name }, more),
            TestContext.Current.CancellationToken
        );
        response.EnsureSuccessStatusCode();
    }

    public async Task ArchiveAsync(string flag)
    {
        using var archived = new StringContent("""{"archived":true}""", null, "application/merge-patch+json");
        using var response = await Api.PatchAsync($"projects/default/flags/{flag}", archived, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task CreateProjectAsync(string key, string name)
    {
        using var response = await Api.PostAsJsonAsync("projects", new { key, name }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task CreateUserAsync(string email, string role)
    {
        using var response = await Api.PostAsJsonAsync(
            "users",
            new
            {
                email,
                name = email.Split('@')[0],
                role,
                password = Password,
            },
            TestContext.Current.CancellationToken
        );
        response.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// Creates a flag, a metric or a user unless it exists, so that each test of a theory can call it.
    /// </summary>
    public async Task CreateOnceAsync(string what, object thing)
    {
        using var response = await Api.PostAsJsonAsync(
            what == "users" ? what : $"projects/default/{what}",
            thing,
            TestContext.Current.CancellationToken
        );
        Assert.True(
            response.IsSuccessStatusCode || response.StatusCode == System.Net.HttpStatusCode.Conflict,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    /// <summary>The settings of a flag in production, read through the API.</summary>
    public async Task<System.Text.Json.JsonElement> SettingsAsync(string flag) =>
        await Api.GetFromJsonAsync<System.Text.Json.JsonElement>(
            $"projects/default/environments/production/flags/{flag}",
            TestContext.Current.CancellationToken
        );

    /// <summary>Replaces services that would call other processes.</summary>
    protected virtual void ConfigureServices(IServiceCollection services) { }

    private static Dictionary<string, object?> Merge(object one, object? other) =>
        new[] { one, other }
            .OfType<object>()
            .SelectMany(part => part.GetType().GetProperties().Select(p => (p.Name, Value: p.GetValue(part))))
            .ToDictionary(p => p.Name, p => p.Value);

    private sealed class Manager(string connectionString, bool withAdministrator, Action<IServiceCollection> configure)
        : WebApplicationFactory<Program>
    {
        public Uri Address => ClientOptions.BaseAddress;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.ConfigureServices(configure);
            builder.UseEnvironment("Development");
            builder.UseSetting("Logging:LogLevel:Default", "Error");
            builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Error");
            builder.UseSetting("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Error");
            builder.UseSetting("ConnectionStrings:waypostdb", connectionString);
            builder.UseSetting("Waypost:WebhookSecret", "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            if (withAdministrator)
            {
                builder.UseSetting("Waypost:Bootstrap:AdminEmail", Email);
                builder.UseSetting("Waypost:Bootstrap:AdminPassword", Password);
                builder.UseSetting("Waypost:Bootstrap:AdminToken", Token);
            }
        }
    }

    /// <summary>
    /// The compressed bytes of the page and its resources. A published manager compresses its static files; this one, run from the
    /// source tree, does not, so they are compressed here.
    /// </summary>
    public async Task<long> TransferredAsync(IPage page)
    {
        var bytes = (long)await page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].encodedBodySize");
        foreach (var resource in await page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').map(entry => entry.name)"))
        {
            using var compressed = new MemoryStream();
            await using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            {
                await gzip.WriteAsync(
                    await Api.GetByteArrayAsync(resource, TestContext.Current.CancellationToken),
                    TestContext.Current.CancellationToken
                );
            }

            bytes += compressed.Length;
        }

        return bytes;
    }
}
