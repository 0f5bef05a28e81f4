using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.AppHost.Configuration;

namespace Waypost.AppHost.Data;

/// <summary>
/// Where a run keeps what belongs to its data. Reading what is there takes no lock, because a model is built without being run;
/// <see cref="Hold"/> takes it, and one app host holds it at a time.
/// </summary>
internal sealed partial class DataDirectory : IDisposable
{
    /// <summary>Grows when a change in what lies where would let an older version do harm.</summary>
    public const int Layout = 1;

    private readonly bool isNew;
    private Description description;
    private FileStream? held;

    private DataDirectory(string path, Description? found)
    {
        Path = path;
        isNew = found is null;
        description = found ?? new(Layout, Guid.NewGuid().ToString("N")[..12], null);
    }

    public string Path { get; }

    /// <summary>Made with the directory; names what cannot lie inside it (a container's volume).</summary>
    public string Id => description.Id;

    /// <summary>How the database in it was made; <see langword="null"/> if there is none yet.</summary>
    public PostgresChoice? Postgres => description.Postgres ?? (Directory.Exists(File("postgres")) ? PostgresChoice.Local : null);

    private string DescriptionFile => File("waypost.json");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="StartException">It is damaged, or was written by a newer version.</exception>
    public static DataDirectory At(string path)
    {
        try
        {
            return new(path, Read(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e);
        }
    }

    /// <summary>Takes the directory for this process, making it if need be.</summary>
    /// <exception cref="StartException">It cannot be made, or another process holds it.</exception>
    public void Hold()
    {
        try
        {
            CreatePrivately(Path);
            held ??= Lock();
            if (isNew)
            {
                Write();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(Path, e);
        }
    }

    /// <summary>Remembers how the database is made, so that a later start looks for it in the same place.</summary>
    public void Remember(PostgresChoice postgres)
    {
        if (description.Postgres == postgres)
        {
            return;
        }
        description = description with { Postgres = postgres };
        Write();
    }

    /// <summary>Lets go. The file goes with the lock, and the system lets go for a process that was killed.</summary>
    public void Dispose() => held?.Dispose();

    private void Write() =>
        AtomicFile.Write(DescriptionFile, JsonSerializer.SerializeToUtf8Bytes(description, DescriptionJson.Default.Description));

    private FileStream Lock()
    {
        var file = File("lock");
        while (true)
        {
            FileStream stream;
            try
            {
                stream = new(
                    file,
                    new FileStreamOptions
                    {
                        Mode = FileMode.OpenOrCreate,
                        Access = FileAccess.ReadWrite,
                        Share = FileShare.None,
                        Options = FileOptions.DeleteOnClose,
                    }
                );
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException) && System.IO.File.Exists(file))
            {
                throw new StartException(
                    $"Waypost is already running on the data directory {Path}: stop it, or start this one with another "
                        + "--DataDirectory and other ports."
                );
            }

            // The holder before us deletes the file as it lets go; whoever opened it just before holds a file no one else can see.
            if (System.IO.File.Exists(file))
            {
                return stream;
            }
            stream.Dispose();
        }
    }

    private static StartException Unusable(string path, Exception e) =>
        new($"The data directory {path} cannot be used: {e.Message.TrimEnd('.')}. Choose another with --DataDirectory.");

    private static void CreatePrivately(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            // Passable but not readable for others: PostgreSQL may run as another user, and secrets lie here.
            System.IO.File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherExecute
            );
        }
    }

    private static Description? Read(string path)
    {
        var file = System.IO.Path.Combine(path, "waypost.json");
        if (!System.IO.File.Exists(file))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(file), DescriptionJson.Default.Description) switch
            {
                { Layout: > Layout } newer => throw new StartException(
                    $"The data directory {path} was written by a newer Waypost (layout {newer.Layout}, this one knows up to "
                        + $"{Layout}): update Waypost, or start with another --DataDirectory."
                ),
                { Layout: > 0, Id.Length: > 0 } good => good,
                _ => throw new JsonException(),
            };
        }
        catch (JsonException)
        {
            throw new StartException($"{file} is damaged: restore it from a backup, or delete {path} to start over.");
        }
    }

    internal sealed record Description(int Layout, string Id, PostgresChoice? Postgres);

    [JsonSerializable(typeof(Description))]
    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web,
        UseStringEnumConverter = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    )]
    private sealed partial class DescriptionJson : JsonSerializerContext;
}
