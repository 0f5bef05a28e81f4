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
    public void What_is_read_by_somebody_passes(params string[] args) => CommandLineCheck.Check(args);

    [Theory]
    [InlineData("--Provders", "There is no option --Provders. There are --DataDirectory, --ManagerPort,")]
    [InlineData("--Parameters:admin-mail", "There is no option --Parameters:admin-mail. Of Parameters there are --Parameters:admin-email,")]
    [InlineData(
        "--ConnectionStrings:waypost",
        "There is no option --ConnectionStrings:waypost. Of ConnectionStrings there are --ConnectionStrings:waypostdb,"
    )]
    [InlineData(
        "--Waypost:Bootstrap:AdminEmail",
        "There is no option --Waypost:Bootstrap:AdminEmail: the app host passes the services their settings."
    )]
    public void A_misspelt_option_is_named_with_those_there_are(string option, string sentence) =>
        Assert.StartsWith(
            sentence,
            Assert.Single(Assert.Throws<StartException>(() => CommandLineCheck.Check([option, "x"])).Sentences),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("--DataDirectory")]
    [InlineData("--DataDirectory", "--Providers", "3")]
    [InlineData("--DataDirectory=")]
    public void A_value_left_out_is_not_taken_for_the_default(params string[] args) =>
        Assert.Equal(["--DataDirectory needs a value."], Assert.Throws<StartException>(() => CommandLineCheck.Check(args)).Sentences);
}
