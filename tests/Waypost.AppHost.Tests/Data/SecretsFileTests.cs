using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Waypost.AppHost.Data;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Data;

public sealed class SecretsFileTests : IDisposable
{
    private static readonly Dictionary<string, string> nothing = [];

    private readonly TemporaryDirectory temporary = new();
    private readonly DataDirectory directory;

    public SecretsFileTests()
    {
        directory = DataDirectory.At(temporary.File("data"));
        directory.Hold();
    }

    public void Dispose()
    {
        directory.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public void They_have_the_forms_the_contract_names()
    {
        var secrets = SecretsFile.Keep(directory, nothing);

        Assert.Equal("admin@waypost.local", secrets.AdminEmail);
        Assert.Matches("^wp_pat_[0-9A-Za-z]{40}$", secrets.AdminToken);
        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", secrets.ServerKey);
        Assert.Matches("^wp_client_[0-9A-Za-z]{40}$", secrets.ClientKey);
        Assert.Matches("^whsec_[0-9A-Za-z]{44}$", secrets.WebhookSecret);
        Assert.True(Convert.FromBase64String(secrets.WebhookSecret["whsec_".Length..]).Length >= 32);
        Assert.True(
            Regex.IsMatch(secrets.AdminPassword, "[a-z]")
                && Regex.IsMatch(secrets.AdminPassword, "[A-Z]")
                && Regex.IsMatch(secrets.AdminPassword, "[0-9]")
        );
    }

    [Fact]
    public void They_are_made_once()
    {
        var first = SecretsFile.Keep(directory, nothing);

        Assert.Equal(first, SecretsFile.Keep(directory, nothing));
    }

    [Fact]
    public void Only_their_owner_may_read_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has access lists instead of modes.");
            return;
        }

        SecretsFile.Keep(directory, nothing);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretsFile.In(directory)));
    }

    [Fact]
    public void What_is_given_at_the_first_start_is_what_the_system_is_made_with()
    {
        var key = new string('k', 40);

        var secrets = SecretsFile.Keep(
            directory,
            new Dictionary<string, string> { [ParameterNames.AdminEmail] = "julia@example.org", [ParameterNames.ServerKey] = key }
        );

        Assert.Equal(("julia@example.org", $"wp_server_{key}"), (secrets.AdminEmail, secrets.ServerKey));
        Assert.Equal(secrets, SecretsFile.Keep(directory, nothing));
    }

    [Fact]
    public void A_later_password_is_not_in_force_and_is_named()
    {
        var first = SecretsFile.Keep(directory, nothing);
        var given = new Dictionary<string, string>
        {
            [ParameterNames.AdminPassword] = "Another-1",
            [ParameterNames.AdminEmail] = first.AdminEmail,
        };

        var later = SecretsFile.Keep(directory, given);

        Assert.Equal(first.AdminPassword, later.AdminPassword);
        Assert.Equal([ParameterNames.AdminPassword], later.Ignored(given));
    }

    [Fact]
    public void A_later_key_is_used_and_kept_because_keys_are_rotated()
    {
        SecretsFile.Keep(directory, nothing);

        var later = SecretsFile.Keep(directory, new Dictionary<string, string> { [ParameterNames.ServerKey] = "rotated" });

        Assert.Equal("wp_server_rotated", later.ServerKey);
        Assert.Equal(later, SecretsFile.Keep(directory, nothing));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"adminEmail\":")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"postgresPassword\":7}")]
    [InlineData("{\"postgresPassword\":\"p\",\"serverKey\":\"without its prefix\"}")]
    public void A_damaged_file_is_one_clear_sentence_and_left_alone(string content)
    {
        File.WriteAllText(SecretsFile.In(directory), content);

        Assert.Contains(
            "is damaged",
            Assert.Single(Assert.Throws<StartException>(() => SecretsFile.Keep(directory, nothing)).Sentences),
            StringComparison.Ordinal
        );
        Assert.Equal(content, File.ReadAllText(SecretsFile.In(directory)));
    }

    [Fact]
    public void What_an_older_version_did_not_know_is_added_and_the_rest_stays()
    {
        File.WriteAllText(SecretsFile.In(directory), """{"adminEmail":"e","postgresPassword":"p"}""");

        var secrets = SecretsFile.Keep(directory, nothing);

        Assert.Equal(("e", "p"), (secrets.AdminEmail, secrets.PostgresPassword));
        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", secrets.ServerKey);
        Assert.Equal(secrets, SecretsFile.Keep(directory, nothing));
    }

    [Fact]
    public void A_missing_file_beside_a_database_is_one_clear_sentence_and_no_new_password()
    {
        Directory.CreateDirectory(directory.File("postgres"));

        Assert.Contains(
            "is missing, and with it the password",
            Assert.Single(Assert.Throws<StartException>(() => SecretsFile.Keep(directory, nothing)).Sentences),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(SecretsFile.In(directory)));
    }

    [Theory]
    [InlineData(ParameterNames.AdminEmail, "nobody")]
    [InlineData(ParameterNames.AdminToken, "wp_pat_0123456789012345678901234567890123456789")]
    [InlineData(ParameterNames.ServerKey, "too-short")]
    [InlineData(ParameterNames.WebhookSecret, "c2hvcnQ=")]
    [InlineData(ParameterNames.DataProtectionSecret, "short")]
    public void A_value_that_no_service_would_take_is_refused_without_repeating_it(string name, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"Parameters:{name}"] = value })
            .Build();
        var sentence = Assert.Single(Assert.Throws<StartException>(() => ParameterNames.Given(configuration)).Sentences);

        Assert.StartsWith($"--Parameters:{name} must", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(value, sentence, StringComparison.Ordinal);
    }
}
