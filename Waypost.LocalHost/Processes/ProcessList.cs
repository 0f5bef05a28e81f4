using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.LocalHost.Data;

namespace Waypost.LocalHost.Processes;

internal sealed record ListedProcess(string Name, int Pid, string Url);

/// <summary>
/// <c>processes.json</c>: what runs now, for scripts and tests. Beside it the start times, by which the next LocalHost
/// knows what a killed one may have left behind.
/// </summary>
internal sealed partial class ProcessList(string directory) : IDisposable
{
    private readonly Lock changing = new(); // guards listed and the two files
    private readonly List<ListedProcess> listed = [];

    internal static string FileIn(string directory) => Path.Combine(directory, "processes.json");

    private string Marks => MarksIn(directory);

    internal void Add(ListedProcess process)
    {
        lock (changing)
        {
            listed.RemoveAll(p => p.Name == process.Name);
            listed.Add(process);
            Write();
        }
    }

    internal void Remove(string name)
    {
        lock (changing)
        {
            if (listed.RemoveAll(p => p.Name == name) > 0)
            {
                Write();
            }
        }
    }

    public void Dispose() => Delete(directory);

    /// <summary>Processes of an earlier LocalHost that are still there.</summary>
    internal static IReadOnlyList<ProcessMark> LeftIn(string directory) =>
        !File.Exists(MarksIn(directory)) ? [] :
        [
            .. from line in File.ReadLines(MarksIn(directory))
               let mark = line.Split(' ') is [var pid, var started] && int.TryParse(pid, out var id) ? new ProcessMark(id, started) : default
               where mark.Pid > 0 && mark.IsAlive
               select mark,
        ];

    internal static void Delete(string directory)
    {
        // Deleting a file that is not there is fine; from a directory that is not there it is not.
        if (Directory.Exists(directory))
        {
            File.Delete(FileIn(directory));
            File.Delete(MarksIn(directory));
        }
    }

    private static string MarksIn(string directory) => Path.Combine(directory, "processes.started");

    private void Write()
    {
        try
        {
            WriteFiles();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a directory removed under us: the list goes stale, the parts go on.
        }
    }

    private void WriteFiles()
    {
        var marks = listed.Select(p => ProcessMark.Of(p.Pid)).OfType<ProcessMark>().Select(m => $"{m.Pid} {m.Started}\n");
        AtomicFile.Write(Marks, [.. marks.SelectMany(System.Text.Encoding.UTF8.GetBytes)]);
        AtomicFile.Write(FileIn(directory), JsonSerializer.SerializeToUtf8Bytes(listed, ListJson.Default.ListListedProcess));
    }

    [JsonSerializable(typeof(List<ListedProcess>))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    private sealed partial class ListJson : JsonSerializerContext;
}
