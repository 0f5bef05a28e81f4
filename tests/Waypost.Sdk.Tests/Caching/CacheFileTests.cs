using CsCheck;
using Waypost.Flags;
using Waypost.Sdk.Caching;
using Waypost.Sdk.Tests.Support;

namespace Waypost.Sdk.Tests.Caching;

public sealed class CacheFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> problems = [];

    public void Dispose() => folder.Dispose();

    private CacheFile CreateFile(string key = "wp_server_test") => new(folder.At("flags.cache"), key);

    private Snapshot? Read(CacheFile file) => file.Read(problems.Add);

    [Fact]
    public void A_written_snapshot_can_be_read()
    {
        CreateFile().Write(Snapshots.At(7, more: Snapshots.Experiment("other")));

        Assert.Equal(Snapshots.At(7, more: Snapshots.Experiment("other")), Read(CreateFile()));
        Assert.Empty(problems);
    }

    [Fact]
    public void A_missing_file_is_not_a_problem()
    {
        Assert.Null(Read(CreateFile()));
        Assert.Empty(problems);
    }

    [Fact]
    public void Only_the_file_and_its_previous_version_are_left()
    {
        CreateFile().Write(Snapshots.At(1));
        CreateFile().Write(Snapshots.At(2));

        Assert.Equal(["flags.cache", "flags.cache.previous"], folder.Names());
    }

    [Fact, Trait("Fault", "12")]
    public void Any_damage_is_detected_and_the_previous_file_is_used() =>
        Gen.Select(Gen.Double[0, 1], Gen.Byte[1, 255], Gen.Bool)
            .Sample(
                (position, flip, truncate) =>
                {
                    using var directory = new TemporaryFolder();
                    var file = new CacheFile(directory.At("flags.cache"), "wp_server_test");
                    file.Write(Snapshots.At(1));
                    file.Write(Snapshots.At(2));
                    var bytes = System.IO.File.ReadAllBytes(file.Path);
                    var at = (int)(position * (bytes.Length - 1));
                    bytes[at] ^= flip;
                    System.IO.File.WriteAllBytes(file.Path, truncate ? bytes[..at] : bytes);
                    var reported = new List<string>();

                    var snapshot = file.Read(reported.Add);

                    Assert.Equal(1, snapshot!.Version);
                    Assert.Single(reported);
                },
                iter: 300,
                threads: 1
            );

    [Fact, Trait("Fault", "12")]
    public void A_damaged_file_never_becomes_the_previous_file()
    {
        CreateFile().Write(Snapshots.At(1));
        CreateFile().Write(Snapshots.At(2));
        System.IO.File.WriteAllText(CreateFile().Path, "damaged");
        Read(CreateFile());

        CreateFile().Write(Snapshots.At(3));
        System.IO.File.WriteAllText(CreateFile().Path, "also damaged");

        Assert.Equal(1, Read(CreateFile())!.Version);
    }

    [Fact, Trait("Fault", "12")]
    public void Flags_of_another_SDK_key_are_not_used()
    {
        CreateFile().Write(Snapshots.At(1));

        Assert.Null(Read(CreateFile("wp_server_other")));
        Assert.Contains("another SDK key", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact, Trait("Fault", "20")]
    public void Any_version_of_the_SDK_can_read_the_file()
    {
        CreateFile().Write(Snapshots.At(1, more: Snapshots.Layered()));

        Assert.Contains("\"schema\":1,", System.IO.File.ReadAllText(CreateFile().Path), StringComparison.Ordinal);
        Assert.NotNull(Read(CreateFile())!.Flags.Single(flag => flag.Key == "layered").Fallthrough.Participants);
        Assert.Empty(problems);
    }

    [Fact, Trait("Fault", "12")]
    public void A_file_of_four_gigabytes_is_not_read()
    {
        using (var huge = System.IO.File.Create(CreateFile().Path))
        {
            huge.SetLength(4L << 30);
        }

        Assert.Null(Read(CreateFile()));
        Assert.Contains("too large", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_users_of_the_machine_cannot_read_the_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        CreateFile().Write(Snapshots.At(1));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(CreateFile().Path));
    }

    [Fact]
    public void The_SDK_key_is_not_in_the_file()
    {
        CreateFile().Write(Snapshots.At(1));

        Assert.DoesNotContain("wp_server_test", System.IO.File.ReadAllText(CreateFile().Path), StringComparison.Ordinal);
    }

    [Fact, Trait("Fault", "13")]
    public void A_failed_write_leaves_the_old_file_unchanged()
    {
        var file = CreateFile();
        file.Write(Snapshots.At(1));
        // A folder has the name of the temporary file.
        Directory.CreateDirectory($"{file.Path}.{Environment.ProcessId}.tmp");

        Assert.ThrowsAny<Exception>(() => file.Write(Snapshots.At(2)));

        Assert.Equal(1, file.Read(Assert.Fail)!.Version);
    }
}
