using Waypost.LocalHost.Processes;

namespace Waypost.System.Tests;

/// <summary>A system of its own, because these end it.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly string[] Parts = ["postgres", "manager", "provider-1", "stats"];

    private readonly string dataDirectory = LocalHostProgram.NewDataDirectory();
    private readonly IReadOnlyList<string> arguments = [.. LocalHostProgram.FreePorts(providers: 1), "--Demo", "false"];

    public StopTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");

    public void Dispose() => Directory.Delete(dataDirectory, recursive: true);

    [Fact]
    public async Task Asked_to_stop_it_leaves_nothing_behind_and_the_next_start_finds_everything_as_it_was()
    {
        string flag;
        IReadOnlyList<ProcessMark> marks;
        await using (var first = await StartAsync())
        {
            flag = await Manager(first).NewFlagAsync();
            marks = Marks(first);

            first.Send(Signal.Interrupt); // Ctrl+C

            Assert.Equal(0, await first.Exited.WaitAsync(RunningSystem.Cancellation));
            AssertNothingIsLeft(marks);
        }

        await using var second = await StartAsync();
        Assert.Equal(flag, (await Manager(second).DoAsync("GET", $"{ManagerApi.Flags}/{flag}"))["key"]!.GetValue<string>());
        marks = Marks(second);

        second.Send(Signal.Terminate);

        Assert.Equal(0, await second.Exited.WaitAsync(RunningSystem.Cancellation));
        AssertNothingIsLeft(marks);
        Assert.Single(second.Output.Split('\n'), l => l.StartsWith("Waypost is ready: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_it_leaves_no_process_behind_and_the_next_start_is_not_held_up()
    {
        await using var killed = await StartAsync();
        var marks = Marks(killed);

        killed.Send(Signal.Kill);

        await Eventually.IsTrueAsync(() => !marks.Any(m => m.IsAlive));
        await using var next = await StartAsync();
        Assert.Empty(marks.Intersect(Marks(next)));
    }

    private async Task<LocalHostProgram> StartAsync()
    {
        var program = LocalHostProgram.Start(dataDirectory, arguments);
        await program.WaitUntilHealthyAsync(Parts, RunningSystem.Cancellation);
        // Being healthy is a moment before being ready; a stop in between is another story.
        await Eventually.IsTrueAsync(() => program.Output.Contains("Waypost is ready", StringComparison.Ordinal));
        return program;
    }

    private ManagerApi Manager(LocalHostProgram program) => new(
        program.Part("manager").Url,
        global::System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(dataDirectory, "secrets.json"))).RootElement.GetProperty("adminToken").GetString()!);

    private static IReadOnlyList<ProcessMark> Marks(LocalHostProgram program) =>
        [.. program.Processes.Select(p => ProcessMark.Of(p.Pid)).Append(ProcessMark.Of(program.Pid)).OfType<ProcessMark>()];

    private void AssertNothingIsLeft(IReadOnlyList<ProcessMark> marks)
    {
        Assert.DoesNotContain(marks, m => m.IsAlive);
        Assert.Equal(Parts.Length + 1, marks.Count);
        Assert.Equal(["postgres", "secrets.json", "snapshots", "waypost.json"], Directory.GetFileSystemEntries(dataDirectory).Select(Path.GetFileName).Order());
    }
}
