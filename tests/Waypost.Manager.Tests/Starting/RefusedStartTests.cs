using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;

namespace Waypost.Manager.Tests.Starting;

/// <summary>A start that cannot succeed prints one clear sentence and exits with code 1. Runs the real program as a process.</summary>
public sealed class RefusedStartTests(ManagerDatabase database) : IClassFixture<ManagerDatabase>
{
    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await using (var db = ManagerDatabase.Open(database.ConnectionString))
        {
            await db.Database.ExecuteSqlAsync(
                $"""insert into "__EFMigrationsHistory" values ('29990101000000_FromTheFuture', '99.0.0')""",
                TestContext.Current.CancellationToken
            );
        }

        var (code, output) = await RunAsync([]);

        Assert.Equal(1, code);
        Assert.Contains("newer version of Waypost", output, StringComparison.Ordinal);
        Assert.Contains("FromTheFuture", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Waypost__WebhookSecret", "", "Waypost:WebhookSecret")]
    [InlineData("Waypost__WebhookSecret", "whsec_c2hvcnQ=", "Waypost:WebhookSecret")]
    [InlineData("Waypost__DataProtectionSecret", "short", "Waypost:DataProtectionSecret")]
    [InlineData("Waypost__ProviderUrl", "flags-api.example.org", "Waypost:ProviderUrl")]
    [InlineData("Waypost__Bootstrap__AdminPassword", "short", "Waypost:Bootstrap:AdminPassword")]
    [InlineData("Waypost__Bootstrap__AdminToken", "mine", "Waypost:Bootstrap:AdminToken")]
    [InlineData("Waypost__Bootstrap__AdminToken", "wp_pat_short", "Waypost:Bootstrap:AdminToken")]
    [InlineData(
        "Waypost__Bootstrap__AdminToken",
        "wp_pat_0123456789012345678901234567890123456789",
        "Waypost:Bootstrap:AdminToken needs Waypost:Bootstrap:AdminEmail"
    )]
    [InlineData("Waypost__Bootstrap__ServerKey", "wp_server_short", "Waypost:Bootstrap:ServerKey")]
    [InlineData("Waypost__Bootstrap__ClientKey", "wp_server_0123456789012345678901234567890123456789", "Waypost:Bootstrap:ClientKey")]
    [InlineData("ConnectionStrings__waypostdb", "", "ConnectionStrings:waypostdb")]
    [InlineData("ConnectionStrings__waypostdb", "this is no connection string", "ConnectionStrings:waypostdb")]
    public async Task A_missing_or_weak_setting_is_named(string name, string value, string named)
    {
        var (code, output) = await RunAsync(new() { [name] = value });

        Assert.Equal(1, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    /// <summary>Settings outside Development, where secrets are required.</summary>
    private async Task<(int Code, string Output)> RunAsync(Dictionary<string, string> settings)
    {
        Dictionary<string, string?> environment = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__waypostdb"] = database.ConnectionString,
            ["Waypost__WebhookSecret"] = RunningManager.WebhookSecret,
            ["Waypost__DataProtectionSecret"] = RunningManager.DataProtectionSecret,
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        await using var process = TestProcess.StartDotnet("Waypost.Manager.dll", environment);
        var code = await process.WaitForExitAsync(TestTimeout.Token(TimeSpan.FromMinutes(2)));
        return (code, process.Output);
    }
}
