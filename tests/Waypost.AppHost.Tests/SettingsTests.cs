using Waypost.LocalHost.Configuration;

namespace Waypost.LocalHost.Tests;

public sealed class SettingsTests
{
    private static readonly Dictionary<string, string> Empty = [];

    [Fact]
    public void Without_any_the_documented_defaults_hold()
    {
        var settings = SettingsReader.Read([], Empty, "/repository");

        Assert.Equal(Path.GetFullPath("/repository/.waypost"), settings.DataDirectory);
        Assert.Equal((3000, 5050, 2, 5080, 54320, true), (settings.ManagerPort, settings.ProviderPort, settings.Providers, settings.SamplePort, settings.PostgresPort, settings.Demo));
        Assert.Equal("http://localhost:5051", settings.ProviderUrl(2));
    }

    [Theory]
    [InlineData("--Providers", "3")]
    [InlineData("--providers=3")]
    [InlineData("--Providers=2", "--Providers=3")]
    public void The_command_line_sets_a_value_in_either_form_and_the_last_one_wins(params string[] args) =>
        Assert.Equal(3, SettingsReader.Read(args, Empty, "/r").Providers);

    [Theory]
    [InlineData("WAYPOST_PROVIDERS")]
    [InlineData("WAYPOST_Providers")]
    public void The_environment_sets_a_value(string name) =>
        Assert.Equal(3, SettingsReader.Read([], new Dictionary<string, string> { [name] = "3" }, "/r").Providers);

    [Fact]
    public void The_command_line_wins_over_the_environment() =>
        Assert.Equal(5, SettingsReader.Read(["--Providers", "5"], new Dictionary<string, string> { ["WAYPOST_PROVIDERS"] = "3" }, "/r").Providers);

    [Fact]
    public void A_variable_of_somebody_else_is_nobodys_business() =>
        Assert.Equal(2, SettingsReader.Read([], new Dictionary<string, string> { ["WAYPOST_TEST_POSTGRES"] = "x", ["PROVIDERS"] = "9" }, "/r").Providers);

    [Fact]
    public void What_belongs_to_the_parts_is_kept_from_either_place()
    {
        var settings = SettingsReader.Read(
            ["--Waypost:Bootstrap:AdminPassword=Secret-1"],
            new Dictionary<string, string> { ["Waypost__Bootstrap__AdminEmail"] = "julia@example.org", ["ConnectionStrings__waypostdb"] = "Host=db" },
            "/r");

        Assert.Equal("Secret-1", settings.Given["Waypost:Bootstrap:AdminPassword"]);
        Assert.Equal("julia@example.org", settings.Given["Waypost:Bootstrap:AdminEmail"]);
        Assert.Equal("Host=db", settings.WaypostDb);
        Assert.False(settings.OwnPostgres);
    }

    [Fact]
    public void Everything_that_is_wrong_is_listed_at_once_with_the_setting_to_change()
    {
        var fault = Assert.Throws<StartFault>(() => SettingsReader.Read(
            ["--Providers", "many", "--Foo", "3", "stray", "--SamplePort=70000", "--Demo=perhaps", "--DataDirectory"],
            new Dictionary<string, string> { ["WAYPOST_MANAGERPORT"] = "0" },
            "/r"));

        Assert.Collection(fault.Sentences,
            s => Assert.StartsWith("There is no option --Foo:", s),
            s => Assert.StartsWith("'stray' is not an option", s),
            s => Assert.Equal("--DataDirectory needs a value.", s),
            s => Assert.Equal("ManagerPort must be a whole number from 1 to 65535, not '0': set it with --ManagerPort or WAYPOST_MANAGERPORT.", s),
            s => Assert.Equal("Providers must be a whole number from 1 to 64, not 'many': set it with --Providers or WAYPOST_PROVIDERS.", s),
            s => Assert.Equal("SamplePort must be a whole number from 1 to 65535, not '70000': set it with --SamplePort or WAYPOST_SAMPLEPORT.", s),
            s => Assert.Equal("Demo must be true or false, not 'perhaps': set it with --Demo or WAYPOST_DEMO.", s));
    }

    [Theory]
    [InlineData("--DataDirectory=")]
    [InlineData("--DataDirectory")]
    public void A_value_left_out_is_no_value(string argument) =>
        Assert.Equal(["--DataDirectory needs a value."], Assert.Throws<StartFault>(() => SettingsReader.Read([argument], Empty, "/r")).Sentences);

    [Theory]
    [InlineData("--ManagerPort=5051", "Port 5051 is planned for manager (ManagerPort) and provider-2 (ProviderPort): choose another with --ProviderPort.")]
    [InlineData("--Providers=31", "Port 5080 is planned for provider-31 (ProviderPort) and solarflare (SamplePort): choose another with --SamplePort.")]
    [InlineData("--ProviderPort=65535", "ProviderPort 65535 leaves no port for provider-2: set it with --ProviderPort or WAYPOST_PROVIDERPORT.")]
    public void Ports_that_cannot_go_together_are_refused(string argument, string sentence) =>
        Assert.Equal([sentence], Assert.Throws<StartFault>(() => SettingsReader.Read([argument], Empty, "/r")).Sentences);

    [Fact]
    public void Without_the_demo_its_port_is_free_for_others() =>
        Assert.Equal(31, SettingsReader.Read(["--Providers=31", "--Demo", "false"], Empty, "/r").Providers);
}
