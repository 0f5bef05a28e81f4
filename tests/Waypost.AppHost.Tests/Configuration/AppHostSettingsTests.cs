using Microsoft.Extensions.Configuration;
using Waypost.AppHost.Configuration;

namespace Waypost.AppHost.Tests.Configuration;

public sealed class AppHostSettingsTests
{
    [Fact]
    public void Without_any_the_documented_defaults_hold()
    {
        var settings = Read();

        Assert.Equal(Path.GetFullPath("/repository/.waypost"), settings.DataDirectory);
        Assert.Equal(
            (3000, 5050, 5080, 54320, 1, 2, 1, true, PostgresChoice.Auto),
            (
                settings.ManagerPort,
                settings.ProviderPort,
                settings.SamplePort,
                settings.PostgresPort,
                settings.Managers,
                settings.Providers,
                settings.Workers,
                settings.Demo,
                settings.Postgres
            )
        );
    }

    [Theory]
    [InlineData("--Providers", "3")]
    [InlineData("--providers=3")]
    [InlineData("--Providers=2", "--Providers=3")]
    public void The_command_line_sets_a_value_in_either_form_and_the_last_one_wins(params string[] args) =>
        Assert.Equal(3, Read(args).Providers);

    [Theory]
    [InlineData("auto", PostgresChoice.Auto)]
    [InlineData("container", PostgresChoice.Container)]
    [InlineData("Local", PostgresChoice.Local)]
    internal void PostgreSQL_is_chosen_by_name(string name, PostgresChoice choice) =>
        Assert.Equal(choice, Read("--Postgres", name).Postgres);

    [Fact]
    public void A_relative_data_directory_is_taken_from_where_the_command_was_typed() =>
        Assert.Equal(Path.Combine(Directory.GetCurrentDirectory(), "data"), Read("--DataDirectory", "data").DataDirectory);

    [Fact]
    public void Everything_that_is_wrong_is_listed_at_once_with_the_option_to_change()
    {
        var fault = Assert.Throws<StartException>(() =>
            Read("--Providers", "0", "--SamplePort=70000", "--Demo=perhaps", "--Postgres", "docker", "--ManagerPort", "eighty")
        );

        Assert.Equal(
            [
                "ManagerPort must be a whole number from 0 to 65535, not 'eighty': set it with --ManagerPort.",
                "SamplePort must be a whole number from 0 to 65535, not '70000': set it with --SamplePort.",
                "Providers must be a whole number from 1 to 64, not '0': set it with --Providers.",
                "Demo must be true or false, not 'perhaps': set it with --Demo.",
                "Postgres must be one of auto, container, local, not 'docker': set it with --Postgres.",
            ],
            fault.Sentences
        );
    }

    private static AppHostSettings Read(params string[] args) =>
        AppHostSettings.Read(new ConfigurationBuilder().AddCommandLine(args).Build(), "/repository/.waypost");
}
