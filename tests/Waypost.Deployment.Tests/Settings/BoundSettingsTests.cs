namespace Waypost.Deployment.Tests.Settings;

/// <summary>Makes sure that <see cref="BoundSettings"/> finds errors.</summary>
[Collection(nameof(ProcessEnvironment))]
public sealed class BoundSettingsTests
{
    private const string webhookSecret = "whsec_Yq2pXz0mVt8uQk5rJw3nBc7dLf1gHs9eAo4iTy6bNxE=";

    private static readonly Dictionary<string, Dictionary<string, string>> complete = new()
    {
        ["manager"] = new()
        {
            ["ConnectionStrings__waypostdb"] = "Host=db;Database=waypostdb;Username=waypost;Password=p",
            ["Waypost__WebhookSecret"] = webhookSecret,
            ["Waypost__DataProtectionSecret"] = "a secret of thirty-two characters",
            ["Waypost__Bootstrap__AdminEmail"] = "ada@example.org",
            ["Waypost__Nightly__At"] = "04:00",
            ["Waypost__ProviderUrl"] = "https://flags-api.example.org",
            ["Waypost__Shutdown__Drain"] = "00:00:06",
            ["services__stats__http__0"] = "http://stats:8080",
            ["ASPNETCORE_HTTP_PORTS"] = "8080",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4317",
        },
        ["provider"] = new()
        {
            ["Waypost__WebhookSecret"] = webhookSecret,
            ["Waypost__ManagerUrl"] = "http://manager:8080",
            ["Waypost__CallbackUrl"] = "http://provider-1:8080",
            ["Waypost__SnapshotDirectory"] = "/var/lib/waypost",
            ["Waypost__Streams__Limit"] = "1000",
            ["Waypost__Shutdown__Drain"] = "00:00:06",
        },
        ["stats"] = new()
        {
            ["ConnectionStrings__waypostdb"] = "Host=db;Database=waypostdb;Username=waypost;Password=p",
            ["Waypost__WebhookSecret"] = webhookSecret,
            ["Waypost__DataProtectionSecret"] = "a secret of thirty-two characters",
            ["Waypost__Stats__AllowPrivateNetworks"] = "true",
        },
    };

    [Theory]
    [InlineData("manager")]
    [InlineData("provider")]
    [InlineData("stats")]
    public void Settings_of_a_service_are_read_and_accepted(string service)
    {
        var reading = BoundSettings.Of(service, complete[service]);

        Assert.Empty(reading.Unread);
        Assert.Empty(reading.Faults);
    }

    [Theory]
    [InlineData("manager", "Waypost__Bootstrap__AdminMail")]
    [InlineData("manager", "Waypost__SnapshotDirectory")]
    [InlineData("manager", "ConnectionStrings__waypost")]
    [InlineData("manager", "services__statistics__http__0")]
    [InlineData("provider", "Waypost__ManagerAddress")]
    [InlineData("provider", "Waypost__DataProtectionSecret")]
    [InlineData("provider", "ConnectionStrings__waypostdb")]
    [InlineData("provider", "Waypost_CallbackUrl")]
    [InlineData("stats", "Waypost__Stats__AllowPrivateNetwork")]
    [InlineData("stats", "Waypost__Bootstrap__AdminEmail")]
    [InlineData("stats", "ASPNETCORE_FORWARDED_HEADERS_ENABLED")]
    public void An_unknown_setting_is_named(string service, string name)
    {
        var reading = BoundSettings.Of(service, new Dictionary<string, string>(complete[service]) { [name] = "http://elsewhere" });

        Assert.Equal([name], reading.Unread);
    }

    [Theory]
    [InlineData("manager", "ConnectionStrings__waypostdb", "ConnectionStrings:waypostdb")]
    [InlineData("manager", "Waypost__WebhookSecret", "Waypost:WebhookSecret")]
    [InlineData("manager", "Waypost__DataProtectionSecret", "Waypost:DataProtectionSecret")]
    [InlineData("provider", "Waypost__WebhookSecret", "Waypost:WebhookSecret")]
    [InlineData("provider", "Waypost__ManagerUrl", "Waypost:ManagerUrl")]
    [InlineData("stats", "ConnectionStrings__waypostdb", "ConnectionStrings:waypostdb")]
    [InlineData("stats", "Waypost__WebhookSecret", "Waypost:WebhookSecret")]
    public void A_missing_setting_is_named(string service, string name, string named)
    {
        var reading = BoundSettings.Of(service, complete[service].Where(variable => variable.Key != name).ToDictionary());

        Assert.Contains(reading.Faults, fault => fault.Contains(named, StringComparison.Ordinal));
    }
}
