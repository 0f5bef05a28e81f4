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

/// <summary>The real manager on a free port and a fresh database, with an administrator and a token to arrange things by.</summary>
public class Site(Chromium chromium) : FreshDatabase, IAsyncLifetime
{
    public const string Email = "anna@solarflare.example";
    public const string Password = "correct-horse-battery";
    private const string Token = "wp_pat_0123456789abcdefghijklmnopqrstuvwxyzABCD";

    private Manager? manager;

    public Uri Address => Running.Address;

    /// <summary>The REST API as the administrator.</summary>
    public HttpClient Api { get; } = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };

    /// <summary>False: nobody can sign in until somebody sets the site up.</summary>
    protected virtual bool HasAdministrator => true;

    private Manager Running => manager ?? throw new InvalidOperationException("xunit initialises the fixture first.");

    public T Service<T>()
        where T : notnull => Running.Services.GetRequiredService<T>();

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        manager = new(ConnectionString, HasAdministrator, Arrange);
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

    /// <summary>A browser in front of the site, nobody signed in.</summary>
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
        return await Visitor.EnterAsync(profile);
    }

    /// <summary>The same, signed in.</summary>
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
        await visitor.Page.ArriveAsync("**/flags?**");
        return visitor;
    }

    public async Task MakeFlagAsync(string key, string name, object? more = null)
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

    public async Task MakeProjectAsync(string key, string name)
    {
        using var response = await Api.PostAsJsonAsync("projects", new { key, name }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task MakeUserAsync(string email, string role)
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
    /// The same for each test of a theory: what is there already stays. Flags and metrics are of the project, users of the site.
    /// </summary>
    public async Task MakeOnceAsync(string what, object thing)
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

    /// <summary>How a flag stands in production, read through the API.</summary>
    public async Task<System.Text.Json.JsonElement> SettingsAsync(string flag) =>
        await Api.GetFromJsonAsync<System.Text.Json.JsonElement>(
            $"projects/default/environments/production/flags/{flag}",
            TestContext.Current.CancellationToken
        );

    /// <summary>Puts stand-ins where the manager would ask other processes.</summary>
    protected virtual void Arrange(IServiceCollection services) { }

    private static Dictionary<string, object?> Merge(object one, object? other) =>
        new[] { one, other }
            .OfType<object>()
            .SelectMany(part => part.GetType().GetProperties().Select(p => (p.Name, Value: p.GetValue(part))))
            .ToDictionary(p => p.Name, p => p.Value);

    private sealed class Manager(string connectionString, bool withAdministrator, Action<IServiceCollection> arrange)
        : WebApplicationFactory<Program>
    {
        public Uri Address => ClientOptions.BaseAddress;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.ConfigureServices(arrange);
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
    /// The bytes of the page and of what it loads. A published manager sends its static files compressed; one that runs from the
    /// source tree, as here, does not, so they are compressed as it would.
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
