using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Starting;

/// <summary>
/// The Data Protection key ring is stored encrypted in PostgreSQL: every manager can decrypt every cookie, but a stolen dump cannot.
/// </summary>
public sealed class KeyRingTests(ManagerDatabase database) : IClassFixture<ManagerDatabase>
{
    [Fact]
    public async Task Another_manager_and_a_later_start_decrypt_what_one_encrypted_but_a_dump_is_not_enough()
    {
        string secret;
        await using (var first = RunningManager.Start(database.ConnectionString))
        {
            secret = Protector(first).Protect("cookie");
            await using var second = RunningManager.Start(database.ConnectionString);
            Assert.Equal("cookie", Protector(second).Unprotect(secret));
        }

        await using (var later = RunningManager.Start(database.ConnectionString))
        {
            Assert.Equal("cookie", Protector(later).Unprotect(secret));
        }

        await using (var db = ManagerDatabase.Open(database.ConnectionString))
        {
            var keys = await db.DataProtectionKeys.Select(k => k.Xml).ToListAsync(TestContext.Current.CancellationToken);
            Assert.NotEmpty(keys);
            // An unencrypted key would contain this element.
            Assert.All(keys, key => Assert.DoesNotContain("masterKey", key, StringComparison.OrdinalIgnoreCase));
            Assert.All(keys, key => Assert.Contains("waypostSecret", key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task With_a_new_secret_the_manager_starts_and_old_cookies_are_invalid()
    {
        string secret;
        await using (var first = RunningManager.Start(database.ConnectionString))
        {
            secret = Protector(first).Protect("cookie");
        }

        await using var restarted = RunningManager.Start(
            database.ConnectionString,
            new Dictionary<string, string?>
            {
                ["Waypost:DataProtectionSecret"] = "another secret of thirty-two or more characters",
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "None",
            }
        );

        Assert.ThrowsAny<CryptographicException>(() => Protector(restarted).Unprotect(secret));
        Assert.Equal("new", Protector(restarted).Unprotect(Protector(restarted).Protect("new")));
        using var client = restarted.Client(RunningManager.AdminToken);
        (await client.CallAsync("GET /projects")).Expect(200);
    }

    private static IDataProtector Protector(RunningManager manager) =>
        manager.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
