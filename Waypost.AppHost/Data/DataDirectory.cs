using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.AppHost.Configuration;

namespace Waypost.AppHost.Data;

/// <summary>
/// The directory with a run's data. Opening it takes no lock, because a model can be built without being run.
/// <see cref="Acquire"/> locks it for one app host at a time.
/// </summary>
internal sealed partial class DataDirectory : IDisposable
{
    /// <summary>Increased when an older version could damage the data of a newer one.</summary>
    public const int Layout = 1;

    private readonly bool isNew;
    private Description description;
    private FileStream? lockFile;

    private DataDirectory(string path, Description? found)
    {
        Path = path;
        isNew = found is null;
        description = found ?? new(Layout, Guid.NewGuid().ToString("N")[..12], null);
    }

    public string Path { get; }

    /// <summary>Created with the directory. Names what is stored elsewhere, such as a container's volume.</summary>
    public string Id => description.Id;

    /// <summary>Which PostgreSQL its database was created with; <see langword="null"/> if there is none yet.</summary>
    public PostgresChoice? Postgres => description.Postgres ?? (Directory.Exists(File("postgres")) ? PostgresChoice.Local : null);

    private string DescriptionFile => File("waypost.json");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="StartException">The directory is damaged, or was written by a newer version.</exception>
    public static DataDirectory Open(string path)
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

    /// <summary>Locks the directory for this process, and creates it if it does not exist.</summary>
    /// <exception cref="StartException">It cannot be created, or another process has locked it.</exception>
    public void Acquire()
    {
        try
        {
            CreatePrivately(Path);
            lockFile ??= OpenLockFile();
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

    /// <summary>Saves which PostgreSQL the database is created with, so that a later start uses the same one.</summary>
    public void SetPostgres(PostgresChoice postgres)
    {
        if (description.Postgres == postgres)
        {
            return;
        }
        description = description with { Postgres = postgres };
        Write();
    }

    /// <summary>Unlocks the directory and deletes the lock file. The system does so for a process that was killed.</summary>
    public void Dispose() => lockFile?.Dispose();

    private void Write() =>
        AtomicFile.Write(DescriptionFile, JsonSerializer.SerializeToUtf8Bytes(description, DescriptionJson.Default.Description));

    private FileStream OpenLockFile()
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

            // The previous owner deletes the file when it unlocks. If we opened it just before, our lock is on a deleted file.
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
            // Others may enter but not list it: PostgreSQL may run as another user, and the directory contains secrets.
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
                    $"The data directory {path} was written by a newer Waypost (layout {newer.Layout}, this version supports up to "
                        + $"{Layout}): update Waypost, or start with another --DataDirectory."
                ),
                { Layout: > 0, Id.Length: > 0 } valid => valid,
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
