using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Evaluating;

public sealed class RegistrationTests
{
    private static HostApplicationBuilder Builder(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        return builder;
    }

    [Fact]
    public async Task A_host_starts_the_client_from_configuration_and_stops_it()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        var builder = Builder(
            ("Waypost:SdkKey", "wp_server_configured"),
            ("Waypost:ProviderUrl", $"{provider.Url}/"),
            ("Waypost:ReadTimeout", "00:00:20")
        );
        builder.AddWaypost();
        using var host = builder.Build();
        await host.StartAsync(TestTimeout.Token());

        var connection = await provider.AcceptAsync();
        await connection.ServeAsync(Snapshots.At(2));
        var client = host.Services.GetRequiredService<IWaypostClient>();
        var ready = await client.WaitUntilReadyAsync(TestTimeout.Token());
        await host.StopAsync(TestTimeout.Token());
        await connection.Gone.Task.WaitAsync(TestTimeout.Token());

        Assert.True(ready);
        Assert.Equal("Bearer wp_server_configured", connection.Authorization);
        Assert.Equal(TimeSpan.FromSeconds(20), host.Services.GetRequiredService<IOptions<WaypostOptions>>().Value.ReadTimeout);
        Assert.True(client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task All_faulty_settings_are_listed_at_once_when_the_host_starts()
    {
        var builder = Builder(("Waypost:ProviderUrl", "localhost:5050"));
        builder.AddWaypost(options => options.ConnectTimeout = TimeSpan.Zero);
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestTimeout.Token()));

        Assert.Collection(
            fault.Failures,
            one => Assert.Contains("Waypost:SdkKey", one, StringComparison.Ordinal),
            two => Assert.Contains("Waypost:ProviderUrl", two, StringComparison.Ordinal),
            three => Assert.Contains("Waypost:ConnectTimeout", three, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Waypost:ReadTimeout", "soon")]
    [InlineData("Waypost:Offline", "perhaps")]
    public async Task A_setting_that_cannot_be_read_is_named(string setting, string value)
    {
        var builder = Builder((setting, value));
        builder.AddWaypost();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestTimeout.Token()));

        Assert.Contains(setting, Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wp_client_abc", "http://localhost:5050", "client key")]
    [InlineData("wp_server_abc\n", "http://localhost:5050", "characters")]
    [InlineData("wp_server_abc", "ftp://localhost", "ProviderUrl")]
    [InlineData("wp_server_abc", "http://user:word@localhost", "user")]
    public void Without_a_host_the_same_is_checked_and_no_key_is_repeated(string key, string url, string part)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => new WaypostClient(new() { SdkKey = key, ProviderUrl = url }));

        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wp_server_abc", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_host_it_starts_when_it_is_made()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var client = new WaypostClient(new() { SdkKey = "wp_server_test", ProviderUrl = provider.Url });
        await (await provider.AcceptAsync()).ServeAsync(Snapshots.At(2));

        Assert.True(await client.WaitUntilReadyAsync(TestTimeout.Token()));
        Assert.True(client.EvaluateFlag("quote-form", "anyone", false));
    }
}
