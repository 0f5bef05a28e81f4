using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Starting;

/// <summary>A dump of the database contains no token, no server key and no password.</summary>
public sealed class SecretsAtRestTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const string Keys = "/projects/default/environments/production/sdk-keys";

    [Fact]
    public async Task No_secret_is_in_any_table()
    {
        var server = (await manager.Admin.CallAsync($"POST {Keys}", """{"kind":"server","name":"Shop"}""")).Expect(201);
        var client = (await manager.Admin.CallAsync($"POST {Keys}", """{"kind":"client","name":"Browser"}""")).Expect(201);
        var rotated = (await manager.Admin.CallAsync($"POST {Keys}/{server["id"]}/rotate")).Expect(201);
        (await manager.Admin.CallAsync($"DELETE {Keys}/{rotated["id"]}")).Expect(204);
        var token = (await manager.Admin.CallAsync("POST /tokens", """{"name":"CI"}""")).Expect(201);
        (
            await manager.Admin.CallAsync("POST /users", """{"email":"b@example.com","role":"viewer","password":"nobody may read this"}""")
        ).Expect(201);
        (await manager.Admin.CallAsync("PATCH /users/2", """{"password":"nor may they read this"}""")).Expect(200);

        await using var db = manager.OpenDatabase();
        var dump = await Dump.OfAsync(db);

        Assert.All(
            [
                server["key"]!,
                rotated["key"]!,
                token["token"]!,
                RunningManager.AdminToken,
                RunningManager.AdminPassword,
                "nobody may read this",
                "nor may they read this",
                RunningManager.DataProtectionSecret,
                RunningManager.WebhookSecret,
            ],
            secret => Assert.DoesNotContain(secret, dump, StringComparison.Ordinal)
        );
        // The dump does contain client keys, which are public.
        Assert.Contains(client["key"]!, dump, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_log_names_keys_without_showing_them()
    {
        var project = await manager.NewProjectAsync();
        var keys = $"/projects/{project}/environments/production/sdk-keys";
        var client = (await manager.Admin.CallAsync($"POST {keys}", """{"kind":"client","name":"Browser"}""")).Expect(201);
        (await manager.Admin.CallAsync($"POST {keys}/{client["id"]}/rotate")).Expect(201);

        var log = (await manager.Viewer.CallAsync($"GET /projects/{project}/events")).Expect(200);

        Assert.Contains("KEY_ROTATED", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("wp_client_", log.Text, StringComparison.Ordinal);
    }
}
