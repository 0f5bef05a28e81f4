using Waypost.Deployment.Tests.Files;
using Waypost.Deployment.Tests.Settings;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Compose;

[Collection(nameof(OwnEnvironment))]
public sealed class SettingsTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private static readonly string[] optional = ["OTEL_EXPORTER_OTLP_ENDPOINT", "ALLOW_PRIVATE_NETWORKS"];

    [Theory]
    [InlineData("manager")]
    [InlineData("provider-1")]
    [InlineData("provider-2")]
    [InlineData("stats")]
    public void Every_variable_is_a_setting_of_its_service_and_nothing_it_needs_is_missing(string service)
    {
        var compose = deploy.Compose();
        var kind = compose.Own().Single(own => own.Service == service).Kind;

        ServiceSettings.ExpectAccepted(kind, compose.Environment(service));
        Timing.StopsWithin(kind, compose.Environment(service), Timing.Parse(compose[service]["stop_grace_period"]!.GetValue<string>()));
    }

    [Fact]
    public void The_manager_tells_applications_where_the_proxy_takes_them_to_the_providers()
    {
        Assert.Equal(
            $"http://{deploy.Variables(".env")["PROVIDER_BIND"].Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}",
            deploy.Compose().Environment("manager")["Waypost__ProviderUrl"]
        );
        Assert.Equal("https://flags-api.example.org", deploy.ComposeWithTls().Environment("manager")["Waypost__ProviderUrl"]);
    }

    [Fact]
    public void Each_own_service_is_looked_at_above() =>
        Assert.Equal(["manager", "provider-1", "provider-2", "stats"], deploy.Compose().Own().Select(own => own.Service).Order());

    [Fact]
    public void No_secret_has_a_value_before_somebody_makes_one()
    {
        var empty = ComposeFile.Load(
            EnvironmentFile
                .Read(deploy.Text(".env.example"))
                .Where(variable => variable.Value.Length > 0)
                .Concat(Required().Select(name => KeyValuePair.Create(name, "made")))
                .ToDictionary(),
            deploy.Text("compose.yaml")
        );

        Expect.None(
            from service in empty.Services
            from variable in empty.Environment(service)
            where
                SecretNames.Contain(variable.Key) && variable.Value.Length > 0 && !variable.Value.Contains("made", StringComparison.Ordinal)
            select $"{service}: {variable.Key}",
            "A secret with a value of its own: everybody knows it."
        );
    }

    [Fact]
    public void A_start_without_secrets_says_how_to_make_them()
    {
        var example = EnvironmentFile.Read(deploy.Text(".env.example"));

        var fault = Assert.Throws<InvalidDataException>(() => ComposeFile.Load(example, deploy.Text("compose.yaml")));

        Assert.Contains("./make-secrets.sh", fault.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["DATABASE_PASSWORD", "DATA_PROTECTION_SECRET", "POSTGRES_PASSWORD", "WEBHOOK_SECRET"],
            Required().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_example_names_the_variables_of_the_files_and_no_others()
    {
        var named = ComposeFile
            .Variables(deploy.Text("compose.yaml"))
            .Concat(ComposeFile.Variables(deploy.Text("compose.tls.yaml")))
            .Select(variable => variable.Name)
            .Distinct()
            .ToList();
        var told = EnvironmentFile.Read(deploy.Text(".env.example")).Keys;

        Expect.None(named.Except(told).Except(optional), "Say in .env.example what this variable is for.");
        Expect.None(told.Except(named), ".env.example names a variable that no Compose file reads.");
    }

    private IEnumerable<string> Required() =>
        ComposeFile
            .Variables(deploy.Text("compose.yaml"))
            .Where(variable => variable.Otherwise.StartsWith('?'))
            .Select(variable => variable.Name)
            .Distinct();
}
