using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>The A/A test of the demo, with the real analytics database, manager and stats worker.</summary>
[Collection(nameof(RunningSystem))]
public sealed class DemoAaTestTests(RunningSystem system)
{
    private const string Tests = "projects/default/metrics/form-submitted/aa-tests";

    [Fact]
    public async Task The_demo_has_an_AA_test_that_finds_as_many_differences_as_promised()
    {
        await Eventually.IsTrueAsync(async () => (await system.Manager.SendAsync("GET", Tests)).IsSuccessStatusCode);

        var test = await system.Manager.DoAsync("GET", Tests);

        Assert.Equal("exposures", test["usersFrom"]!.GetValue<string>());
        Assert.Equal("as promised", test["fixed"]!["verdict"]!.GetValue<string>());
        Assert.Equal("as promised", test["alwaysValid"]!["verdict"]!.GetValue<string>());
        Assert.Equal(1_000, test["pValues"]!.AsArray().Sum(bin => bin!.GetValue<int>()));
        Assert.InRange(test["smallestEffect"]!.GetValue<double>(), 0.01, 0.5);
    }
}
