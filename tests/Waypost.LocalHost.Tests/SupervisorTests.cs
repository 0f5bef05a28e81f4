using Microsoft.Extensions.Time.Testing;
using Waypost.LocalHost.Parts;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Tests;

public sealed class SupervisorTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();
    private readonly FakeTimeProvider time = new();
    private readonly List<FakeProcess> started = [];
    private readonly List<string> said = [];
    private readonly CancellationTokenSource stop = new();
    private readonly ProcessList processes;
    private bool healthy = true;

    public SupervisorTests() => processes = new(temporary.Path);

    public void Dispose()
    {
        stop.Dispose();
        processes.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task A_part_is_listed_while_it_runs_and_gone_from_the_list_after_the_stop()
    {
        var supervisor = Supervisor();
        var run = supervisor.RunAsync(stop.Token);
        await supervisor.Healthy;

        var listed = File.ReadAllText(ProcessList.FileIn(temporary.Path));
        await stop.CancelAsync();
        await run;
        await supervisor.StopAsync(TimeSpan.FromSeconds(1));

        Assert.Contains("\"name\": \"part\"", listed);
        Assert.Contains("\"pid\": 1", listed);
        Assert.Contains("\"url\": \"http://part\"", listed);
        Assert.True(started.Single().Stopped);
        Assert.DoesNotContain("part", File.ReadAllText(ProcessList.FileIn(temporary.Path)));
    }

    [Fact]
    public async Task A_part_that_dies_is_started_again_after_the_backoff_and_no_sooner()
    {
        var supervisor = Supervisor();
        var run = supervisor.RunAsync(stop.Token);
        await supervisor.Healthy;
        time.Advance(TimeSpan.FromMinutes(1));

        await started[0].EndAsync(137, () => said.Count == 1);
        time.Advance(Backoff.First - TimeSpan.FromMilliseconds(1));
        var before = started.Count;
        time.Advance(TimeSpan.FromMilliseconds(1));
        await UntilAsync(() => started.Count == 2);

        Assert.Equal(1, before);
        Assert.Equal(["part ended after 60.0 s (exit code 137); it is started again in 0.25 s."], said);
        await StopAsync(supervisor, run);
    }

    [Fact]
    public async Task One_that_keeps_dying_after_it_was_healthy_once_is_tried_for_ever_and_said_to_keep_dying()
    {
        var supervisor = Supervisor();
        var run = supervisor.RunAsync(stop.Token);
        await supervisor.Healthy;

        for (var i = 1; i <= 6; i++)
        {
            await started[^1].EndAsync(1, () => said.Count == i);
            time.Advance(Backoff.Longest);
            await UntilAsync(() => started.Count == i + 1);
        }

        Assert.DoesNotContain("in a row", said[2]);
        Assert.Contains("that was the 4th time in a row", said[3]);
        await StopAsync(supervisor, run);
    }

    [Fact]
    public async Task One_that_was_never_healthy_ends_the_start_after_a_few_tries()
    {
        healthy = false;
        var supervisor = Supervisor();
        var run = supervisor.RunAsync(stop.Token);

        for (var i = 1; i < Parts.Supervisor.EndsBeforeGivingUp; i++)
        {
            await started[^1].EndAsync(1, () => said.Count == i);
            time.Advance(Backoff.Longest);
            await UntilAsync(() => started.Count == i + 1);
        }

        started[^1].End(3);

        var fault = await Assert.ThrowsAsync<StartFault>(() => supervisor.Healthy);
        Assert.Equal("part ended 4 times before it was healthy (exit code 3): its own lines above say why.", fault.Message);
        await run;
    }

    [Fact]
    public async Task A_stop_during_the_wait_starts_nothing_more()
    {
        var supervisor = Supervisor();
        var run = supervisor.RunAsync(stop.Token);
        await supervisor.Healthy;
        await started[0].EndAsync(1, () => said.Count == 1);

        await StopAsync(supervisor, run);

        Assert.Single(started);
    }

    private Supervisor Supervisor() => new(
        new("part", "http://part", new Launch("part"), _ => Task.FromResult(healthy)),
        _ =>
        {
            var process = new FakeProcess(started.Count + 1);
            started.Add(process);
            return process;
        },
        processes,
        said.Add,
        time);

    private async Task StopAsync(Supervisor supervisor, Task run)
    {
        await stop.CancelAsync();
        await run;
        await supervisor.StopAsync(TimeSpan.FromSeconds(1));
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class FakeProcess(int pid) : IPartProcess
    {
        private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal bool Stopped { get; private set; }

        public int Pid => pid;

        public Task<int> Exited => exited.Task;

        internal void End(int exitCode) => exited.SetResult(exitCode);

        internal async Task EndAsync(int exitCode, Func<bool> noticed)
        {
            End(exitCode);
            await UntilAsync(noticed);
        }

        public Task StopAsync(TimeSpan grace, TimeProvider time)
        {
            Stopped = true;
            exited.TrySetResult(0);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => default;
    }
}
