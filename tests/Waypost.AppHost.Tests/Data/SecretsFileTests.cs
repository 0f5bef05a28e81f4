using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Waypost.AppHost.Data;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Data;

public sealed class SecretsFileTests : IDisposable
{
    private static readonly Dictionary<string, string> noParameters = [];

    private readonly TemporaryDirectory temporary = new();
    private readonly DataDirectory directory;

    public SecretsFileTests()
    {
        directory = DataDirectory.Open(temporary.File("data"));
        directory.Acquire();
    }

    public void Dispose()
    {
        directory.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public void Secrets_have_the_documented_formats()
    {
        var secrets = SecretsFile.LoadOrCreate(directory, noParameters);

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
    public void Secrets_are_created_once()
    {
        var first = SecretsFile.LoadOrCreate(directory, noParameters);

        Assert.Equal(first, SecretsFile.LoadOrCreate(directory, noParameters));
    }

    [Fact]
    public void Only_the_owner_can_read_the_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has access lists instead of modes.");
            return;
        }

        SecretsFile.LoadOrCreate(directory, noParameters);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretsFile.PathIn(directory)));
    }

    [Fact]
    public void Parameters_at_the_first_start_become_the_secrets()
    {
        var key = new string('k', 40);

        var secrets = SecretsFile.LoadOrCreate(
            directory,
            new Dictionary<string, string> { [ParameterNames.AdminEmail] = "julia@example.org", [ParameterNames.ServerKey] = key }
        );

        Assert.Equal(("julia@example.org", $"wp_server_{key}"), (secrets.AdminEmail, secrets.ServerKey));
        Assert.Equal(secrets, SecretsFile.LoadOrCreate(directory, noParameters));
    }

    [Fact]
    public void A_password_given_at_a_later_start_is_ignored_and_named()
    {
        var first = SecretsFile.LoadOrCreate(directory, noParameters);
        var given = new Dictionary<string, string>
        {
            [ParameterNames.AdminPassword] = "Another-1",
            [ParameterNames.AdminEmail] = first.AdminEmail,
        };

        var later = SecretsFile.LoadOrCreate(directory, given);

        Assert.Equal(first.AdminPassword, later.AdminPassword);
        Assert.Equal([ParameterNames.AdminPassword], later.IgnoredParameters(given));
    }

    [Fact]
    public void A_key_given_at_a_later_start_is_stored_because_keys_are_rotated()
    {
        SecretsFile.LoadOrCreate(directory, noParameters);

        var later = SecretsFile.LoadOrCreate(directory, new Dictionary<string, string> { [ParameterNames.ServerKey] = "rotated" });

        Assert.Equal("wp_server_rotated", later.ServerKey);
        Assert.Equal(later, SecretsFile.LoadOrCreate(directory, noParameters));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"adminEmail\":")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"postgresPassword\":7}")]
    [InlineData("{\"postgresPassword\":\"p\",\"serverKey\":\"without its prefix\"}")]
    public void A_damaged_file_is_refused_in_one_sentence_and_not_changed(string content)
    {
        File.WriteAllText(SecretsFile.PathIn(directory), content);

        Assert.Contains(
            "is damaged",
            Assert.Single(Assert.Throws<StartException>(() => SecretsFile.LoadOrCreate(directory, noParameters)).Sentences),
            StringComparison.Ordinal
        );
        Assert.Equal(content, File.ReadAllText(SecretsFile.PathIn(directory)));
    }

    [Fact]
    public void Secrets_missing_in_a_file_of_an_older_version_are_added()
    {
        File.WriteAllText(SecretsFile.PathIn(directory), """{"adminEmail":"e","postgresPassword":"p"}""");

        var secrets = SecretsFile.LoadOrCreate(directory, noParameters);

        Assert.Equal(("e", "p"), (secrets.AdminEmail, secrets.PostgresPassword));
        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", secrets.ServerKey);
        Assert.Equal(secrets, SecretsFile.LoadOrCreate(directory, noParameters));
    }

    [Fact]
    public void A_missing_file_with_an_existing_database_is_refused_in_one_sentence()
    {
        Directory.CreateDirectory(directory.File("postgres"));

        Assert.Contains(
            "is missing, and with it the password",
            Assert.Single(Assert.Throws<StartException>(() => SecretsFile.LoadOrCreate(directory, noParameters)).Sentences),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(SecretsFile.PathIn(directory)));
    }

    [Theory]
    [InlineData(ParameterNames.AdminEmail, "nobody")]
    [InlineData(ParameterNames.AdminToken, "wp_pat_0123456789012345678901234567890123456789")]
    [InlineData(ParameterNames.ServerKey, "too-short")]
    [InlineData(ParameterNames.WebhookSecret, "c2hvcnQ=")]
    [InlineData(ParameterNames.DataProtectionSecret, "short")]
    public void An_invalid_value_is_refused_without_repeating_it(string name, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"Parameters:{name}"] = value })
            .Build();
        var sentence = Assert.Single(Assert.Throws<StartException>(() => ParameterNames.Given(configuration)).Sentences);

        Assert.StartsWith($"--Parameters:{name} must", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(value, sentence, StringComparison.Ordinal);
    }
}
