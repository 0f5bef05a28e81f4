using Waypost.AppHost.Configuration;

namespace Waypost.AppHost.Tests.Configuration;

public sealed class CommandLineCheckTests
{
    [Theory]
    [InlineData("--Providers", "3", "--demo=false")]
    [InlineData("--Parameters:admin-email", "a@b.c")]
    [InlineData("--ConnectionStrings:waypostdb=Host=db", "--ConnectionStrings:events=Host=db")]
    [InlineData("--environment", "Staging")]
    [InlineData(
        "--Logging:LogLevel:Default=Debug",
        "--AppHost:BrowserToken=x",
        "--ASPIRE_CONTAINER_RUNTIME=podman",
        "--DcpPublisher:RandomizePorts=true"
    )]
    public void Known_options_are_accepted(params string[] args) => CommandLineCheck.Check(args);

    [Theory]
    [InlineData("--Provders", "There is no option --Provders. The options are --DataDirectory, --ManagerPort,")]
    [InlineData(
        "--Parameters:admin-mail",
        "There is no option --Parameters:admin-mail. The options of Parameters are --Parameters:admin-email,"
    )]
    [InlineData(
        "--ConnectionStrings:waypost",
        "There is no option --ConnectionStrings:waypost. The options of ConnectionStrings are --ConnectionStrings:waypostdb,"
    )]
    [InlineData(
        "--Waypost:Bootstrap:AdminEmail",
        "There is no option --Waypost:Bootstrap:AdminEmail: the app host sets the services' settings."
    )]
    public void An_unknown_option_is_named_together_with_the_known_ones(string option, string sentence) =>
        Assert.StartsWith(
            sentence,
            Assert.Single(Assert.Throws<StartException>(() => CommandLineCheck.Check([option, "x"])).Sentences),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("--DataDirectory")]
    [InlineData("--DataDirectory", "--Providers", "3")]
    [InlineData("--DataDirectory=")]
    public void An_option_without_a_value_is_refused(params string[] args) =>
        Assert.Equal(["--DataDirectory needs a value."], Assert.Throws<StartException>(() => CommandLineCheck.Check(args)).Sentences);
}
