using System.Text.Json.Nodes;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Tests;

public sealed class ProcessListTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void It_is_what_runs_now_as_name_pid_and_url()
    {
        using var list = new ProcessList(temporary.Path);
        list.Add(new("postgres", 1, "postgresql://127.0.0.1:54320"));
        list.Add(new("manager", 2, "http://localhost:3000"));
        list.Add(new("manager", 3, "http://localhost:3000"));
        list.Remove("postgres");

        var json = JsonNode.Parse(File.ReadAllText(ProcessList.FileIn(temporary.Path)))!;

        Assert.Equal("""[{"name":"manager","pid":3,"url":"http://localhost:3000"}]""", json.ToJsonString());
    }

    [Fact]
    public void It_goes_with_LocalHost()
    {
        var list = new ProcessList(temporary.Path);
        list.Add(new("manager", 2, "http://localhost:3000"));

        list.Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
    }

    [Fact]
    public void What_a_killed_LocalHost_left_is_found_by_id_and_start_time()
    {
        var list = new ProcessList(temporary.Path);

        list.Add(new("alive", Environment.ProcessId, "http://localhost:1"));
        list.Add(new("gone", int.MaxValue, "http://localhost:2"));

        Assert.Equal([ProcessMark.Of(Environment.ProcessId)!.Value], ProcessList.LeftIn(temporary.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n1\n\n2 x y\n")]
    [InlineData("1 0\n")]
    public void A_damaged_or_outdated_list_names_nobody(string content)
    {
        File.WriteAllText(temporary.File("processes.started"), content);

        Assert.Empty(ProcessList.LeftIn(temporary.Path));
    }

    [Fact]
    public void A_directory_removed_under_it_ends_nothing()
    {
        var place = Directory.CreateDirectory(temporary.File("data")).FullName;
        using var list = new ProcessList(place);
        Directory.Delete(place);

        Assert.Null(Record.Exception(() => list.Add(new("manager", 2, "http://localhost:3000"))));
    }
}
