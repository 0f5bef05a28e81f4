using Aspire.Hosting.ApplicationModel;
using Waypost.AppHost.Postgres;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Postgres;

/// <summary>Stand-ins for Docker, which only need to answer <c>info</c>.</summary>
public sealed class ContainerEngineTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public ContainerEngineTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are shell scripts.");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task The_first_engine_that_answers_is_taken()
    {
        var down = Engine("down", "exit 1");
        var up = Engine("up", "[ \"$1\" = info ]");

        Assert.Equal(up, await ContainerEngine.FindAsync(["no-such-engine", down, up]));
    }

    [Fact]
    public async Task None_that_answers_is_none() =>
        Assert.Null(await ContainerEngine.FindAsync(["no-such-engine", Engine("down", "exit 1")]));

    [Fact]
    public async Task A_run_with_an_engine_keeps_its_data_in_a_volume_of_its_own()
    {
        await using var model = await RunModel.BuildAsync($"--{ContainerEngine.Setting}={Engine("docker", "exit 0")}");

        var server = model.Get<PostgresServerResource>("postgres");
        var volume = Assert.Single(server.Annotations.OfType<ContainerMountAnnotation>());
        Assert.Matches("^waypost-[0-9a-f]{12}$", volume.Source);
        Assert.Equal("postgres-password", server.PasswordParameter.Name);
    }

    private string Engine(string name, string body)
    {
        var path = temporary.File(name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return path;
    }
}
