using System.Xml.Linq;
using Waypost.Deployment.Tests.Files;
using Waypost.Deployment.Tests.Settings;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Systemd;

[Collection(nameof(ProcessEnvironment))]
public sealed class UnitsTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private static readonly Dictionary<string, string[]> known = new()
    {
        ["Unit"] = ["Description", "Wants", "After", "StartLimitIntervalSec"],
        ["Service"] =
        [
            "Type",
            "ExecStart",
            "WorkingDirectory",
            "EnvironmentFile",
            "Environment",
            "StateDirectory",
            "StateDirectoryMode",
            "LimitNOFILE",
            "Restart",
            "RestartSec",
            "KillSignal",
            "TimeoutStopSec",
            "MemoryMax",
            "DynamicUser",
            "UMask",
            "NoNewPrivileges",
            "CapabilityBoundingSet",
            "AmbientCapabilities",
            "ProtectSystem",
            "ProtectHome",
            "PrivateTmp",
            "PrivateDevices",
            "ProtectClock",
            "ProtectControlGroups",
            "ProtectHostname",
            "ProtectKernelLogs",
            "ProtectKernelModules",
            "ProtectKernelTunables",
            "ProtectProc",
            "RemoveIPC",
            "RestrictAddressFamilies",
            "RestrictNamespaces",
            "RestrictRealtime",
            "RestrictSUIDSGID",
            "LockPersonality",
            "SystemCallArchitectures",
            "SystemCallFilter",
            "SystemCallErrorNumber",
        ],
        ["Install"] = ["WantedBy"],
    };

    public static TheoryData<string, string, string> Units =>
        new()
        {
            { "manager", "waypost-manager.service", "Waypost.Manager" },
            { "provider", "waypost-provider@.service", "Waypost.FlagProvider" },
            { "stats", "waypost-stats.service", "Waypost.Stats" },
        };

    public static TheoryData<string> Files => [.. Units.Select(row => row.Data.Item2)];

    private UnitFile Unit(string name) => UnitFile.Read(deploy.Path("systemd", name));

    [Theory]
    [MemberData(nameof(Units))]
    public void Every_variable_is_a_setting_of_its_service_and_none_is_missing(string service, string name, string program)
    {
        var unit = Unit(name);
        var variables = unit.Variables("5050", "/var/lib").Concat(deploy.Variables("systemd", $"{service}.env")).ToDictionary();

        ServiceSettings.ExpectAccepted(service, variables);
        StopTimeout.ExpectSufficient(service, variables, StopTimeout.Parse(unit.One("TimeoutStopSec")));
        Assert.Equal($"/etc/waypost/{service}.env", unit.One("EnvironmentFile"));
        Assert.Equal($"/opt/waypost/{service}/{program}", unit.One("ExecStart"));
        Assert.True(File.Exists(Repository.Path(program, $"{program}.csproj")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_directive_is_valid_in_its_section(string name)
    {
        Expect.None(
            Unit(name)
                .Directives.Where(directive => !known.GetValueOrDefault(directive.Section, []).Contains(directive.Name))
                .Select(directive => $"{name}: [{directive.Section}] {directive.Name}"),
            "Misspelt, or new: then add it to the list of this test."
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_service_has_few_privileges_and_is_restarted(string name)
    {
        var unit = Unit(name);

        Assert.Equal("yes", unit.One("DynamicUser"));
        Assert.Equal("strict", unit.One("ProtectSystem"));
        Assert.Equal("yes", unit.One("NoNewPrivileges"));
        Assert.Equal("", unit.One("CapabilityBoundingSet"));
        Assert.Equal("always", unit.One("Restart"));
        Assert.Equal("0", unit.One("StartLimitIntervalSec"));
        Assert.Equal("SIGTERM", unit.One("KillSignal"));
    }

    [Fact]
    public void Each_provider_has_its_own_directory_and_name()
    {
        var unit = Unit("waypost-provider@.service");

        Assert.Contains("Waypost__SnapshotDirectory=%S/" + unit.One("StateDirectory"), unit.All("Environment"));
        Assert.Contains("%i", unit.One("StateDirectory"), StringComparison.Ordinal);
        Assert.Contains(
            unit.All("Environment"),
            variable =>
                variable.StartsWith("OTEL_RESOURCE_ATTRIBUTES=service.instance.id=", StringComparison.Ordinal)
                && variable.Contains("%i", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Example_files_contain_no_secrets() =>
        Expect.None(
            from service in BoundSettings.Services
            from variable in EnvironmentFile.Read(deploy.Text("systemd", $"{service}.env.example"))
            where
                SecretNames.Contain(variable.Key)
                && variable.Value.Length > 0
                && !variable.Value.EndsWith(";Password=", StringComparison.Ordinal)
            select $"{service}: {variable.Key}",
            "Remove the value of this secret, which would be public."
        );

    [Fact]
    public void Units_contain_no_secrets() =>
        Expect.All(
            Files.Select(row => Unit(row.Data)).SelectMany(unit => unit.All("Environment")),
            variable => Assert.False(SecretNames.Contain(variable.Split('=')[0]), variable)
        );

    /// <summary>With an existing program instead of the service's, which is not installed.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Systemd_accepts_the_unit(string name)
    {
        Assert.SkipUnless(Command.Exists("systemd-analyze"), "systemd is not installed.");
        using var folder = new TemporaryDirectory();
        var lines = File.ReadLines(deploy.Path("systemd", name))
            .Select(line =>
                line.Split('=')[0] switch
                {
                    "ExecStart" => "ExecStart=/bin/true",
                    "WorkingDirectory" => "WorkingDirectory=/",
                    _ => line,
                }
            );
        await File.WriteAllLinesAsync(folder.File(name), lines, TestContext.Current.CancellationToken);

        var instance = name.Replace("@.", "@5050.", StringComparison.Ordinal);
        var verified = await Command.RunAsync(folder.Path, "systemd-analyze", "verify", "--man=no", folder.File(instance));

        Assert.DoesNotContain("waypost", verified.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_names_a_unit_that_it_does_not_accept()
    {
        Assert.SkipUnless(Command.Exists("systemd-analyze"), "systemd is not installed.");
        using var folder = new TemporaryDirectory();
        var unit = folder.File("waypost-invalid.service");
        await File.WriteAllTextAsync(unit, "[Service]\nType=invalid\nExecStart=/bin/true\n", TestContext.Current.CancellationToken);

        var verified = await Command.RunAsync(folder.Path, "systemd-analyze", "verify", "--man=no", unit);

        Assert.Contains("waypost-invalid.service", verified.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_names_are_those_of_the_projects() =>
        Expect.All(
            Units.Select(row => row.Data.Item3),
            program => Assert.Empty(XElement.Load(Repository.Path(program, $"{program}.csproj")).Descendants("AssemblyName"))
        );
}
