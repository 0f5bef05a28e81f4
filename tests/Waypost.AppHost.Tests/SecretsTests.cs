using System.Text.RegularExpressions;
using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Data;

namespace Waypost.LocalHost.Tests;

public sealed class SecretsTests : IDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly TemporaryDirectory temporary = new();
    private readonly DataDirectory directory;

    public SecretsTests() => directory = DataDirectory.Open(temporary.File("data"));

    public void Dispose()
    {
        directory.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public void They_have_the_forms_the_contract_names()
    {
        var secrets = Secrets.Keep(directory, Nothing);

        Assert.Equal("admin@waypost.local", secrets.AdminEmail);
        Assert.Matches("^wp_pat_[0-9A-Za-z]{40}$", secrets.AdminToken);
        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", secrets.ServerKey);
        Assert.Matches("^wp_client_[0-9A-Za-z]{40}$", secrets.ClientKey);
        Assert.StartsWith("whsec_", secrets.WebhookSecret);
        Assert.Equal(32, Convert.FromBase64String(secrets.WebhookSecret["whsec_".Length..]).Length);
        Assert.True(Regex.IsMatch(secrets.AdminPassword, "[a-z]") && Regex.IsMatch(secrets.AdminPassword, "[A-Z]") && Regex.IsMatch(secrets.AdminPassword, "[0-9]"));
    }

    [Fact]
    public void They_are_made_once()
    {
        var first = Secrets.Keep(directory, Nothing);

        Assert.Equal(first, Secrets.Keep(directory, Nothing));
    }

    [Fact]
    public void Only_their_owner_may_read_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has access lists instead of modes.");
            return;
        }

        Secrets.Keep(directory, Nothing);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Secrets.FileIn(directory)));
    }

    [Fact]
    public void What_is_given_at_the_first_start_is_what_the_system_is_made_with()
    {
        var secrets = Secrets.Keep(directory, new Dictionary<string, string> { [SettingNames.AdminEmail] = "julia@example.org", [SettingNames.ServerKey] = "wp_server_given" });

        Assert.Equal(("julia@example.org", "wp_server_given"), (secrets.AdminEmail, secrets.ServerKey));
        Assert.Equal(secrets, Secrets.Keep(directory, Nothing));
    }

    [Fact]
    public void A_later_password_is_not_in_force_and_is_named()
    {
        var first = Secrets.Keep(directory, Nothing);
        var given = new Dictionary<string, string> { [SettingNames.AdminPassword] = "Another-1" };

        var later = Secrets.Keep(directory, given);

        Assert.Equal(first.AdminPassword, later.AdminPassword);
        Assert.Equal([SettingNames.AdminPassword], later.Overruled(given));
    }

    [Fact]
    public void A_later_key_is_used_and_kept_because_keys_are_rotated()
    {
        Secrets.Keep(directory, Nothing);

        var later = Secrets.Keep(directory, new Dictionary<string, string> { [SettingNames.ServerKey] = "wp_server_rotated" });

        Assert.Equal("wp_server_rotated", later.ServerKey);
        Assert.Equal(later, Secrets.Keep(directory, Nothing));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"adminEmail\":")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"postgresPassword\":7}")]
    public void A_damaged_file_is_one_clear_sentence_and_left_alone(string content)
    {
        File.WriteAllText(Secrets.FileIn(directory), content);

        Assert.Contains("is damaged", Assert.Single(Assert.Throws<StartFault>(() => Secrets.Keep(directory, Nothing)).Sentences));
        Assert.Equal(content, File.ReadAllText(Secrets.FileIn(directory)));
    }

    [Fact]
    public void What_an_older_version_did_not_know_is_added_and_the_rest_stays()
    {
        File.WriteAllText(Secrets.FileIn(directory), """{"adminEmail":"e","postgresPassword":"p"}""");

        var secrets = Secrets.Keep(directory, Nothing);

        Assert.Equal(("e", "p"), (secrets.AdminEmail, secrets.PostgresPassword));
        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", secrets.ServerKey);
        Assert.Equal(secrets, Secrets.Keep(directory, Nothing));
    }

    [Fact]
    public void A_missing_file_beside_a_database_is_one_clear_sentence_and_no_new_password()
    {
        Directory.CreateDirectory(directory.File("postgres"));

        Assert.Contains("is missing, and with it the password", Assert.Single(Assert.Throws<StartFault>(() => Secrets.Keep(directory, Nothing)).Sentences));
        Assert.False(File.Exists(Secrets.FileIn(directory)));
    }
}
