using Waypost.Deployment.Tests.Files;
using Waypost.Deployment.Tests.Settings;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Compose;

[Collection(nameof(ProcessEnvironment))]
public sealed class SettingsTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private static readonly string[] optional = ["OTEL_EXPORTER_OTLP_ENDPOINT", "ALLOW_PRIVATE_NETWORKS"];

    [Theory]
    [InlineData("manager")]
    [InlineData("provider-1")]
    [InlineData("provider-2")]
    [InlineData("stats")]
    public void Every_variable_is_a_setting_of_its_service_and_none_is_missing(string service)
    {
        var compose = deploy.Compose();
        var kind = compose.Own().Single(own => own.Service == service).Kind;

        ServiceSettings.ExpectAccepted(kind, compose.Environment(service));
        StopTimeout.ExpectSufficient(
            kind,
            compose.Environment(service),
            StopTimeout.Parse(compose[service]["stop_grace_period"]!.GetValue<string>())
        );
    }

    [Fact]
    public void The_provider_address_shown_by_the_manager_is_the_proxys()
    {
        Assert.Equal(
            $"http://{deploy.Variables(".env")["PROVIDER_BIND"].Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}",
            deploy.Compose().Environment("manager")["Waypost__ProviderUrl"]
        );
        Assert.Equal("https://flags-api.example.org", deploy.ComposeWithTls().Environment("manager")["Waypost__ProviderUrl"]);
    }

    [Fact]
    public void All_services_are_tested() =>
        Assert.Equal(["manager", "provider-1", "provider-2", "stats"], deploy.Compose().Own().Select(own => own.Service).Order());

    [Fact]
    public void Example_files_contain_no_secrets()
    {
        var empty = ComposeFile.Load(
            EnvironmentFile
                .Read(deploy.Text(".env.example"))
                .Where(variable => variable.Value.Length > 0)
                .Concat(Required().Select(name => KeyValuePair.Create(name, "generated")))
                .ToDictionary(),
            deploy.Text("compose.yaml")
        );

        Expect.None(
            from service in empty.Services
            from variable in empty.Environment(service)
            where
                SecretNames.Contain(variable.Key)
                && variable.Value.Length > 0
                && !variable.Value.Contains("generated", StringComparison.Ordinal)
            select $"{service}: {variable.Key}",
            "Remove the value of this secret, which would be public."
        );
    }

    [Fact]
    public void A_start_without_secrets_explains_how_to_create_them()
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
    public void The_example_contains_exactly_the_variables_of_the_Compose_files()
    {
        var named = ComposeFile
            .Variables(deploy.Text("compose.yaml"))
            .Concat(ComposeFile.Variables(deploy.Text("compose.tls.yaml")))
            .Select(variable => variable.Name)
            .Distinct()
            .ToList();
        var documented = EnvironmentFile.Read(deploy.Text(".env.example")).Keys;

        Expect.None(named.Except(documented).Except(optional), "Describe this variable in .env.example.");
        Expect.None(documented.Except(named), "No Compose file reads this variable. Remove it from .env.example.");
    }

    private IEnumerable<string> Required() =>
        ComposeFile
            .Variables(deploy.Text("compose.yaml"))
            .Where(variable => variable.Otherwise.StartsWith('?'))
            .Select(variable => variable.Name)
            .Distinct();
}
