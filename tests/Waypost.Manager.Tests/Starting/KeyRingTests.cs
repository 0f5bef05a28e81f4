using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Starting;

/// <summary>
/// The Data Protection key ring lies in PostgreSQL, encrypted: every manager reads every cookie, a stolen dump reads none.
/// </summary>
public sealed class KeyRingTests(ManagerDatabase database) : IClassFixture<ManagerDatabase>
{
    [Fact]
    public async Task Another_manager_and_a_later_start_decrypt_what_one_encrypted_but_a_dump_alone_does_not()
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
            // What a readable key would say.
            Assert.All(keys, key => Assert.DoesNotContain("masterKey", key, StringComparison.OrdinalIgnoreCase));
            Assert.All(keys, key => Assert.Contains("waypostSecret", key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task With_the_secret_lost_the_manager_starts_and_old_cookies_are_worth_nothing()
    {
        string secret;
        await using (var first = RunningManager.Start(database.ConnectionString))
        {
            secret = Protector(first).Protect("cookie");
        }

        await using var stranger = RunningManager.Start(
            database.ConnectionString,
            new Dictionary<string, string?>
            {
                ["Waypost:DataProtectionSecret"] = "another secret of thirty-two or more characters",
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "None",
            }
        );

        Assert.ThrowsAny<CryptographicException>(() => Protector(stranger).Unprotect(secret));
        Assert.Equal("new", Protector(stranger).Unprotect(Protector(stranger).Protect("new")));
        using var client = stranger.Client(RunningManager.AdminToken);
        (await client.AskAsync("GET /projects")).Expect(200);
    }

    private static IDataProtector Protector(RunningManager manager) =>
        manager.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
