using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests;

public sealed class AddWaypostTests
{
    private static HostApplicationBuilder CreateBuilder(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        return builder;
    }

    [Fact]
    public async Task The_host_starts_the_client_from_configuration_and_stops_it()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        var builder = CreateBuilder(
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
        await connection.Disconnected.WaitAsync(TestTimeout.Token());

        Assert.True(ready);
        Assert.Equal("Bearer wp_server_configured", connection.Authorization);
        Assert.Equal(TimeSpan.FromSeconds(20), host.Services.GetRequiredService<IOptions<WaypostOptions>>().Value.ReadTimeout);
        Assert.True(client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task All_invalid_settings_are_listed_when_the_host_starts()
    {
        var builder = CreateBuilder(("Waypost:ProviderUrl", "localhost:5050"));
        builder.AddWaypost(options => options.ConnectTimeout = TimeSpan.Zero);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestTimeout.Token()));

        Assert.Collection(
            exception.Failures,
            first => Assert.Contains("Waypost:SdkKey", first, StringComparison.Ordinal),
            second => Assert.Contains("Waypost:ProviderUrl", second, StringComparison.Ordinal),
            third => Assert.Contains("Waypost:ConnectTimeout", third, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Waypost:ReadTimeout", "soon")]
    [InlineData("Waypost:Offline", "maybe")]
    public async Task A_setting_that_cannot_be_parsed_is_named(string setting, string value)
    {
        var builder = CreateBuilder((setting, value));
        builder.AddWaypost();
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestTimeout.Token()));

        Assert.Contains(setting, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wp_client_abc", "http://localhost:5050", "client key")]
    [InlineData("wp_server_abc\n", "http://localhost:5050", "characters")]
    [InlineData("wp_server_abc", "ftp://localhost", "ProviderUrl")]
    [InlineData("wp_server_abc", "http://user:word@localhost", "user")]
    public void Without_a_host_options_are_validated_and_the_key_is_not_revealed(string key, string url, string part)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => new WaypostClient(new() { SdkKey = key, ProviderUrl = url }));

        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wp_server_abc", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_host_the_client_starts_when_it_is_created()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var client = new WaypostClient(new() { SdkKey = "wp_server_test", ProviderUrl = provider.Url });
        await (await provider.AcceptAsync()).ServeAsync(Snapshots.At(2));

        Assert.True(await client.WaitUntilReadyAsync(TestTimeout.Token()));
        Assert.True(client.EvaluateFlag("quote-form", "anyone", false));
    }
}
