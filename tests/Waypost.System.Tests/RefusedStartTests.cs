using System.Net;
using System.Net.Sockets;

namespace Waypost.System.Tests;

/// <summary>One clear sentence, a non-zero exit, nothing left running.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly string dataDirectory = LocalHostProgram.NewDataDirectory();

    public void Dispose() => Directory.Delete(dataDirectory, recursive: true);

    [Fact]
    public async Task A_port_in_use_is_named_with_the_setting_to_change()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        var output = await RefusedAsync([.. LocalHostProgram.FreePorts(1), "--ManagerPort", $"{taken}"]);

        Assert.StartsWith($"Port {taken}, meant for manager, is in use", output);
        Assert.Contains("--ManagerPort", output);
    }

    [Fact]
    public async Task A_data_directory_from_a_newer_version_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(dataDirectory, "waypost.json"), """{"layout":2,"id":"abc"}""", RunningSystem.Cancellation);

        var output = await RefusedAsync(LocalHostProgram.FreePorts(1));

        Assert.Contains("was written by a newer Waypost", output);
    }

    [Fact]
    public async Task A_database_given_that_does_not_answer_is_refused()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var output = await RefusedAsync([.. LocalHostProgram.FreePorts(1), $"--ConnectionStrings:waypostdb=Host=127.0.0.1;Port={port};Username=u;Database=d"]);

        Assert.StartsWith($"PostgreSQL at 127.0.0.1:{port} (ConnectionStrings:waypostdb) cannot be used:", output);
    }

    [Fact]
    public async Task Unknown_and_wrong_options_are_listed()
    {
        var output = await RefusedAsync(["--Provders", "3", "--SamplePort", "eighty"]);

        Assert.Contains("There is no option --Provders", output);
        Assert.Contains("SamplePort must be a whole number", output);
    }

    private async Task<string> RefusedAsync(IReadOnlyList<string> arguments)
    {
        await using var program = LocalHostProgram.Start(dataDirectory, arguments);
        Assert.Equal(1, await program.Exited.WaitAsync(RunningSystem.Cancellation));
        await program.OutputEnded.WaitAsync(RunningSystem.Cancellation);
        Assert.Empty(program.Processes);
        return program.Output;
    }
}
