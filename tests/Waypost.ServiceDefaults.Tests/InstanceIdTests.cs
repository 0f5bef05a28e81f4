using System.Net;
using Microsoft.Extensions.Configuration;

namespace Waypost.ServiceDefaults.Tests;

public sealed class InstanceIdTests
{
    [Fact]
    public void The_OpenTelemetry_attribute_comes_first() =>
        Assert.Equal(
            "provider-2",
            Current(
                ("OTEL_RESOURCE_ATTRIBUTES", "team=a, service.instance.id=provider-2,zone=b"),
                ("CONTAINER_APP_REPLICA_NAME", "replica")
            )
        );

    [Fact]
    public void Its_percent_encoding_is_decoded() =>
        Assert.Equal("a=b,c", Current(("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=a%3Db%2Cc")));

    [Theory]
    [InlineData("")]
    [InlineData("service.instance.id=")]
    [InlineData("service.instance.id")]
    [InlineData("=,,=x")]
    public void Without_the_attribute_the_name_comes_from_Container_Apps(string attributes) =>
        Assert.Equal("replica", Current(("OTEL_RESOURCE_ATTRIBUTES", attributes), ("CONTAINER_APP_REPLICA_NAME", "replica")));

    [Fact]
    public void Otherwise_it_is_the_host_name_and_never_empty()
    {
        var id = Current();

        Assert.NotEmpty(id);
        Assert.True(id == Dns.GetHostName() || Dns.GetHostName() == "localhost");
        Assert.Equal(id, Current());
    }

    [Fact]
    public void Without_any_name_it_is_random_and_stays_the_same()
    {
        var id = InstanceId.FirstNamed(null, "", " ");

        Assert.Matches("^[0-9a-f]{12}$", id);
        Assert.Equal(id, InstanceId.FirstNamed());
    }

    private static string Current(params (string Name, string Value)[] settings) =>
        InstanceId.Current(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)))
                .Build()
        );
}
