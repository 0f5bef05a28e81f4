using System.Net.Http.Headers;
using System.Net.Http.Json;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Processes;

/// <summary>Each test starts a complete system, because it stops it.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly HttpClient http = new();

    private readonly TemporaryDirectory temporary = new();
    private readonly string[] arguments = [.. AppHostProcess.OnFreePorts(), "--Demo", "false", "--Postgres", "local"];

    public StopTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found through /proc.");

    private string Data => temporary.File("data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_stop_leaves_no_processes_and_the_next_start_finds_all_data()
    {
        string flag;
        await using (var first = AppHostProcess.Start(Data, arguments))
        {
            var manager = await first.WaitUntilReadyAsync();
            Assert.True(ProcessTable.OfRun(Data).Count > 1, "The processes of the run were not found.");
            await ExpectRefusedSecondStartAsync();
            flag = await NewFlagAsync(first, manager);

            first.Send(Signal.Interrupt); // Ctrl+C

            Assert.Equal(0, await first.WaitForExitAsync());
            await ExpectNoProcessesAsync();
            Assert.Equal(
                ["postgres", "secrets.json", "snapshots", "waypost.json"],
                Directory.GetFileSystemEntries(Data).Select(Path.GetFileName).Order()
            );
        }

        await using var second = AppHostProcess.Start(Data, arguments);
        var again = await second.WaitUntilReadyAsync();
        using var found = await http.SendAsync(
            await RequestAsync(second, HttpMethod.Get, new(again, $"/api/v1/projects/default/flags/{flag}")),
            AppHostProcess.Cancellation
        );
        Assert.True(found.IsSuccessStatusCode, $"{found.StatusCode}");

        second.Send(Signal.Terminate);

        Assert.Equal(0, await second.WaitForExitAsync());
        await ExpectNoProcessesAsync();
        Assert.EndsWith($"Waypost is ready: {again.ToString().TrimEnd('/')}", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_during_the_start_or_a_kill_leaves_no_processes()
    {
        await using (var early = AppHostProcess.Start(Data, arguments))
        {
            await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(Data, "postgres", "postmaster.pid")), TimeSpan.FromMinutes(10));
            early.Send(Signal.Terminate);

            Assert.Equal(0, await early.WaitForExitAsync());
            await ExpectNoProcessesAsync();
            Assert.False(early.Output.Contains("   at ", StringComparison.Ordinal), $"A stack trace:\n{early.Output}");
        }

        await using (var killed = AppHostProcess.Start(Data, arguments))
        {
            await killed.WaitUntilReadyAsync();
            killed.Send(Signal.Kill);
            await killed.WaitForExitAsync();
        }

        await ProcessTable.WaitUntilEmptyAsync(Data);
        await using var next = AppHostProcess.Start(Data, arguments);
        await next.WaitUntilReadyAsync();
    }

    /// <summary>A second start on the same data is refused, and the first run continues.</summary>
    private async Task ExpectRefusedSecondStartAsync()
    {
        await using var second = AppHostProcess.Start(Data, [.. AppHostProcess.OnFreePorts(), "--Demo", "false"]);
        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.Contains($"Waypost is already running on the data directory {Data}", second.Output, StringComparison.Ordinal);
    }

    /// <summary>Services and PostgreSQL end before the app host, and the orchestrator right after it.</summary>
    private async Task ExpectNoProcessesAsync()
    {
        Assert.DoesNotContain(ProcessTable.OfRun(Data), one => !one.EndsWith(" dcp", StringComparison.Ordinal));
        await ProcessTable.WaitUntilEmptyAsync(Data);
    }

    private static async Task<string> NewFlagAsync(AppHostProcess program, Uri manager)
    {
        var key = $"flag-{Guid.NewGuid():N}";
        using var request = await RequestAsync(program, HttpMethod.Post, new(manager, "/api/v1/projects/default/flags"));
        request.Content = JsonContent.Create(new { key });
        using var created = await http.SendAsync(request, AppHostProcess.Cancellation);
        Assert.True(created.IsSuccessStatusCode, $"{created.StatusCode}");
        return key;
    }

    private static async Task<HttpRequestMessage> RequestAsync(AppHostProcess program, HttpMethod method, Uri url) =>
        new(method, url) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", await program.SecretAsync("adminToken")) } };
}
