using System.Diagnostics.CodeAnalysis;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Disk;

/// <summary>The names of the files in a replica's folder, and operations on the files that do not depend on their content.</summary>
internal static class SnapshotFiles
{
    public const string Keys = "sdk-keys";

    private const string Extension = ".flags";

    // Keys never contain a plus sign, so the name can be split again.
    private const char Separator = '+';

    public static string NameOf(EnvironmentKey key) => $"{key.Project}{Separator}{key.Environment}{Extension}";

    /// <summary>The environments that have a snapshot file, or the previous generation of one, in the folder.</summary>
    public static List<EnvironmentKey> ListEnvironments(string folder)
    {
        var environments = new List<EnvironmentKey>();
        foreach (var name in Directory.EnumerateFiles(folder).Select(Path.GetFileName))
        {
            if (TryParse(WithoutSuffix(name!, ChecksummedFile.PreviousSuffix), out var key) && !environments.Contains(key.Value))
            {
                environments.Add(key.Value);
            }
        }

        return environments;
    }

    /// <summary>
    /// When a snapshot in the folder was last confirmed to be the newest; <see cref="DateTime.MinValue"/> if there is none.
    /// </summary>
    public static DateTime LastConfirmed(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? new DirectoryInfo(folder).EnumerateFiles("*" + Extension).Max(file => (DateTime?)file.LastWriteTimeUtc) ?? default
                : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Moves the provider's files from one folder to another, except where the target is newer.</summary>
    public static void Move(string from, string to)
    {
        foreach (var file in new DirectoryInfo(from).EnumerateFiles().Where(file => IsProviderFile(file.Name)).ToList())
        {
            var target = Path.Combine(to, file.Name);
            if (File.GetLastWriteTimeUtc(target) < file.LastWriteTimeUtc)
            {
                file.MoveTo(target, overwrite: true);
            }
        }
    }

    private static bool TryParse(string name, [NotNullWhen(true)] out EnvironmentKey? key)
    {
        key =
            name.EndsWith(Extension, StringComparison.Ordinal)
            && name[..^Extension.Length].Split(Separator) is [var project, var environment]
            && EnvironmentKey.TryCreate(project, environment, out var parsed)
                ? parsed
                : null;
        return key is not null;
    }

    private static string WithoutSuffix(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;

    private static bool IsProviderFile(string name) =>
        name.Contains(Extension, StringComparison.Ordinal)
        || name.StartsWith(Keys, StringComparison.Ordinal)
        || name == ReplayJournal.FileName;
}
