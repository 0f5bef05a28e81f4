using System.Text.RegularExpressions;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Files;

/// <summary>The script that creates the secrets.</summary>
public sealed partial class MakeSecretsTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private static readonly string[] created =
    [
        ".env",
        "kubernetes/base/secrets.env",
        "kubernetes/postgres/postgres.env",
        "systemd/manager.env",
        "systemd/provider.env",
        "systemd/stats.env",
    ];

    [Fact]
    public void Webhook_secrets_are_base64_of_33_random_bytes() =>
        Expect.All(
            new[]
            {
                deploy.Variables(".env")["WEBHOOK_SECRET"],
                deploy.Variables("kubernetes", "base", "secrets.env")["webhook-secret"],
                deploy.Variables("systemd", "provider.env")["Waypost__WebhookSecret"],
            },
            secret =>
            {
                Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
                Assert.Equal(33, Convert.FromBase64String(secret["whsec_".Length..]).Length);
            }
        );

    [Fact]
    public void All_secrets_are_different_and_none_is_empty()
    {
        string[] keys = ["POSTGRES_PASSWORD", "DATABASE_PASSWORD", "WEBHOOK_SECRET", "DATA_PROTECTION_SECRET", "ADMIN_PASSWORD"];
        var values = keys.Select(key => deploy.Variables(".env")[key]).ToList();

        Assert.Equal(values, values.Distinct());
        Expect.All(values, value => Assert.Matches(Secret(), value));
    }

    [Fact]
    public void Services_that_share_a_secret_get_the_same_value()
    {
        var manager = deploy.Variables("systemd", "manager.env");
        var provider = deploy.Variables("systemd", "provider.env");
        var stats = deploy.Variables("systemd", "stats.env");

        Assert.Equal(manager["Waypost__WebhookSecret"], provider["Waypost__WebhookSecret"]);
        Assert.Equal(manager["Waypost__WebhookSecret"], stats["Waypost__WebhookSecret"]);
        Assert.Equal(manager["Waypost__DataProtectionSecret"], stats["Waypost__DataProtectionSecret"]);
        Assert.Equal(manager["ConnectionStrings__waypostdb"], stats["ConnectionStrings__waypostdb"]);
        Assert.EndsWith(
            "Password=" + deploy.Variables("kubernetes", "postgres", "postgres.env")["DATABASE_PASSWORD"],
            deploy.Variables("kubernetes", "base", "secrets.env")["database"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Only_the_owner_can_read_the_created_files() =>
        Expect.All(
            created,
            file =>
            {
                if (!OperatingSystem.IsWindows())
                {
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(deploy.Path(file)));
                }
            }
        );

    [Fact]
    public void Git_ignores_the_created_files() => Expect.All(created, file => Assert.True(Repository.Ignores($"deploy/{file}"), file));

    [Fact]
    public async Task Existing_files_are_not_changed()
    {
        var before = deploy.Text(".env");

        var second = await Command.RunAsync(deploy.FullName, "sh", "make-secrets.sh");

        Assert.NotEqual(0, second.Code);
        Assert.Contains("already exists", second.Errors, StringComparison.Ordinal);
        Assert.Equal(before, deploy.Text(".env"));
    }

    [GeneratedRegex("^(whsec_)?[A-Za-z0-9]{24,}$")]
    private static partial Regex Secret();
}
