using System.Diagnostics;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Tests;

/// <summary>Real processes: what a watchdog promises cannot be shown with fakes.</summary>
public sealed class WatchdogTests
{
    public WatchdogTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "There a job object does this.");

    [Fact]
    public async Task It_ends_what_it_watches_when_its_owner_is_killed()
    {
        using var temporary = new TemporaryDirectory();
        using var victim = Process.Start("sleep", "1000");
        var mark = ProcessMark.Of(victim.Id)!.Value;
        // The owner holds the writing end of the watchdog's input, as LocalHost does, and then sleeps.
        var script = $"mkfifo pipe; '{DotNet.Host}' '{typeof(Watchdog).Assembly.Location}' {WatchdogMode.Argument} < pipe & exec 3> pipe; echo watch {mark.Pid} {mark.Started} 15 >&3; echo told; exec sleep 1000";
        using var owner = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true, WorkingDirectory = temporary.Path })!;
        await owner.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        Signals.Send(owner.Id, Signal.Kill);

        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + (int)Signal.Terminate, victim.ExitCode);
    }

    [Fact]
    public async Task It_ends_the_hard_way_what_does_not_listen()
    {
        using var deaf = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"]) { RedirectStandardOutput = true })!;
        await deaf.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var watchdog = Watchdog.Start();
        watchdog.Watch(deaf.Id, Signal.Terminate);

        watchdog.Dispose();

        await deaf.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + (int)Signal.Kill, deaf.ExitCode);
    }

    [Fact]
    public void It_leaves_alone_what_it_was_told_to_forget()
    {
        using var spared = Process.Start("sleep", "1000");
        var watchdog = Watchdog.Start();
        watchdog.Watch(spared.Id, Signal.Kill);
        watchdog.Forget(spared.Id);

        watchdog.Dispose();

        Assert.False(spared.HasExited);
        spared.Kill();
    }

    [Fact]
    public async Task It_leaves_alone_a_process_that_merely_got_the_same_id()
    {
        using var bystander = Process.Start("sleep", "1000");
        var input = new StringReader($"watch {bystander.Id} 1 9\n");

        await WatchdogMode.RunAsync(input, TimeProvider.System);

        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    [Fact]
    public async Task It_removes_temporary_directories_at_the_end()
    {
        var directory = Directory.CreateTempSubdirectory("waypost with space-").FullName;
        File.WriteAllText(Path.Combine(directory, "file"), "");

        await WatchdogMode.RunAsync(new StringReader($"delete {directory}\n"), TimeProvider.System);

        Assert.False(Directory.Exists(directory));
    }

    [Theory]
    [InlineData("4711 (a b) c) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 98765 1 1", "98765")]
    [InlineData("4711 (sleep) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 98765 1 1", null)]
    public void A_process_is_told_apart_by_its_start_and_a_zombie_is_none(string stat, string? started) =>
        Assert.Equal(started, ProcessMark.FromStat(4711, stat)?.Started);
}
