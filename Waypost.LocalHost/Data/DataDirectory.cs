using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.LocalHost.Data;

/// <summary>Where everything is kept, held by one LocalHost at a time.</summary>
internal sealed partial class DataDirectory : IDisposable
{
    /// <summary>Grows when what lies where changes so that an older LocalHost would do harm.</summary>
    internal const int Layout = 1;

    private readonly FileStream held;

    private DataDirectory(string path, string id, FileStream held)
    {
        Path = path;
        Id = id;
        this.held = held;
    }

    internal string Path { get; }

    /// <summary>Made with the directory: names what cannot lie inside it.</summary>
    internal string Id { get; }

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="StartFault">It cannot be made, is in use, or is of a newer Waypost.</exception>
    internal static DataDirectory Open(string path)
    {
        try
        {
            // Passable but not readable for others: PostgreSQL may run as another user, and secrets lie here.
            CreatePrivately(path);
            var held = Hold(path);
            try
            {
                return new(path, Description(path).Id, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartFault($"The data directory {path} cannot be used: {e.Message.TrimEnd('.')}: choose another with --DataDirectory or WAYPOST_DATADIRECTORY.");
        }
    }

    /// <summary>Lets go. The file goes with the lock; the lock goes with the process even if that is killed.</summary>
    public void Dispose() => held.Dispose();

    private static void CreatePrivately(string path)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows())
            {
                System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }
        }
    }

    private static FileStream Hold(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        while (true)
        {
            FileStream held;
            try
            {
                held = new(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose });
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException) && System.IO.File.Exists(file))
            {
                throw new StartFault($"Another Waypost.LocalHost uses the data directory {path}: stop it, or start this one with another --DataDirectory and other ports.");
            }

            // The holder before us deletes the file as it lets go; whoever opened it just before holds a file no one else can see.
            if (System.IO.File.Exists(file))
            {
                return held;
            }

            held.Dispose();
        }
    }

    private static Contents Description(string path)
    {
        var file = System.IO.Path.Combine(path, "waypost.json");
        if (!System.IO.File.Exists(file))
        {
            var fresh = new Contents(Layout, Guid.NewGuid().ToString("N")[..12]);
            AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(fresh, ContentsJson.Default.Contents));
            return fresh;
        }

        try
        {
            var contents = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(file), ContentsJson.Default.Contents);
            return contents switch
            {
                { Layout: > Layout } newer => throw new StartFault($"The data directory {path} was written by a newer Waypost (layout {newer.Layout}, this one knows up to {Layout}): update Waypost, or start with another --DataDirectory."),
                { Layout: > 0, Id.Length: > 0 } good => good,
                _ => throw new JsonException(),
            };
        }
        catch (JsonException)
        {
            throw new StartFault($"{file} is damaged: put it back from a backup, or delete {path} to start over.");
        }
    }

    internal sealed record Contents(int Layout, string Id);

    [JsonSerializable(typeof(Contents))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    private sealed partial class ContentsJson : JsonSerializerContext;
}
