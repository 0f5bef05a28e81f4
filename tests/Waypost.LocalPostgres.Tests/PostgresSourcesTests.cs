using Waypost.Testing;

namespace Waypost.LocalPostgres.Tests;

/// <summary>With scripts instead of PostgreSQL, which only print their version.</summary>
public sealed class PostgresSourcesTests : IDisposable
{
    private static readonly PostgresSources NoSources = new([], (_, _, _, _) => Task.FromResult<PostgresBinaries?>(null));

    private readonly TemporaryDirectory temporary = new();

    public PostgresSourcesTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The tests use shell scripts.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task Installed_versions_are_found_newest_first_without_unsupported_ones()
    {
        string[] directories = [Install(13), Install(16), Install(14), temporary.File("nowhere")];

        var found = await InstalledPostgres.FindAsync(directories, Cancellation);

        Assert.Equal([16, 14], found.Select(b => b.Major));
    }

    [Fact]
    public async Task A_link_in_PATH_is_followed_to_the_directory_of_initdb()
    {
        var real = Install(17);
        var path = Directory.CreateDirectory(temporary.File("path")).FullName;
        File.CreateSymbolicLink(Path.Combine(path, "postgres"), Path.Combine(real, "postgres"));

        var found = await InstalledPostgres.FindAsync([path, real], Cancellation);

        Assert.Equal([new PostgresBinaries(real, 17)], found);
    }

    [Fact]
    public async Task Files_of_an_older_major_version_are_used_with_that_version()
    {
        var sources = NoSources with { Installed = [Install(14), Install(17)] };
        var files = Directory.CreateDirectory(temporary.File("postgres")).FullName;
        File.WriteAllText(Path.Combine(files, "PG_VERSION"), "14\n");

        var chosen = await sources.FindAsync(files, temporary.Path, null, static _ => { }, Cancellation);

        Assert.Equal(14, chosen?.Major);
    }

    [Fact]
    public async Task A_program_that_cannot_be_run_is_ignored()
    {
        var broken = Install(16);
        File.WriteAllText(Path.Combine(broken, "postgres"), "#!/bin/sh\nexit 127\n");

        Assert.Empty(await InstalledPostgres.FindAsync([broken], Cancellation));
    }

    [Fact]
    public async Task An_installed_version_is_preferred_to_a_download()
    {
        var fetched = false;
        var sources = NoSources with
        {
            Installed = [Install(16)],
            DownloadAsync = (_, _, _, _) =>
            {
                fetched = true;
                return Task.FromResult<PostgresBinaries?>(null);
            },
        };

        var chosen = await sources.FindAsync(temporary.File("postgres"), temporary.Path, null, static _ => { }, Cancellation);

        Assert.Equal(16, chosen?.Major);
        Assert.False(fetched);
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 18beta1", 18)]
    [InlineData("postgres (PostgreSQL) 9.6.24", 9)]
    [InlineData("something else", null)]
    public void The_major_version_is_read_from_the_output_of_postgres(string output, int? major) =>
        Assert.Equal(major, PostgresBinaries.MajorOf(output));

    private string Install(int major)
    {
        var directory = Directory.CreateDirectory(temporary.File($"{major}")).FullName;
        Script(Path.Combine(directory, "postgres"), $"echo 'postgres (PostgreSQL) {major}.1'");
        Script(Path.Combine(directory, "initdb"), "exit 0");
        return directory;
    }

    private static string Script(string path, string body)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
