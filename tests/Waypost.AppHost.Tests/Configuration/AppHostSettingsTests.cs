using Microsoft.Extensions.Configuration;
using Waypost.AppHost.Configuration;

namespace Waypost.AppHost.Tests.Configuration;

public sealed class AppHostSettingsTests
{
    [Fact]
    public void Without_settings_the_documented_defaults_apply()
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
    public void Both_forms_of_an_option_set_the_value_and_the_last_one_wins(params string[] args) => Assert.Equal(3, Read(args).Providers);

    [Theory]
    [InlineData("auto", PostgresChoice.Auto)]
    [InlineData("container", PostgresChoice.Container)]
    [InlineData("Local", PostgresChoice.Local)]
    internal void PostgreSQL_is_chosen_by_name(string name, PostgresChoice choice) =>
        Assert.Equal(choice, Read("--Postgres", name).Postgres);

    [Fact]
    public void A_relative_data_directory_is_relative_to_the_working_directory() =>
        Assert.Equal(Path.Combine(Directory.GetCurrentDirectory(), "data"), Read("--DataDirectory", "data").DataDirectory);

    [Fact]
    public void All_invalid_settings_are_listed_with_their_options()
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
