using Aspire.Hosting.ApplicationModel;
using Waypost.AppHost.Postgres;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Postgres;

/// <summary>With scripts instead of Docker, which only answer <c>info</c>.</summary>
public sealed class ContainerEngineTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public ContainerEngineTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are shell scripts.");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task The_first_engine_that_answers_is_used()
    {
        var down = Engine("down", "exit 1");
        var up = Engine("up", "[ \"$1\" = info ]");

        Assert.Equal(up, await ContainerEngine.FindAsync(["no-such-engine", down, up]));
    }

    [Fact]
    public async Task No_engine_is_used_if_none_answers() =>
        Assert.Null(await ContainerEngine.FindAsync(["no-such-engine", Engine("down", "exit 1")]));

    [Fact]
    public async Task A_run_with_an_engine_stores_its_data_in_its_own_volume()
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
