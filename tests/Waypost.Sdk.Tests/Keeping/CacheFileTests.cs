using CsCheck;
using Waypost.Flags;
using Waypost.Sdk.Keeping;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Keeping;

public sealed class CacheFileTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();
    private readonly List<string> faults = [];

    public void Dispose() => folder.Dispose();

    private CacheFile File(string key = "wp_server_test") => new(folder.File("flags.cache"), key);

    private Snapshot? Read(CacheFile file) => file.Read(faults.Add);

    [Fact]
    public void What_is_written_is_read()
    {
        File().Write(Snapshots.At(7, more: Snapshots.Experiment("other")));

        Assert.Equal(Snapshots.At(7, more: Snapshots.Experiment("other")), Read(File()));
        Assert.Empty(faults);
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_fault()
    {
        Assert.Null(Read(File()));
        Assert.Empty(faults);
    }

    [Fact]
    public void Nothing_is_left_beside_but_the_previous_generation()
    {
        File().Write(Snapshots.At(1));
        File().Write(Snapshots.At(2));

        Assert.Equal(
            ["flags.cache", "flags.cache.previous"],
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact, Trait("Fault", "12")]
    public void Any_damage_to_a_file_is_noticed_and_the_previous_generation_serves() =>
        Gen.Select(Gen.Double[0, 1], Gen.Byte[1, 255], Gen.Bool)
            .Sample(
                (where, flip, cut) =>
                {
                    using var here = new TemporaryDirectory();
                    var file = new CacheFile(here.File("flags.cache"), "wp_server_test");
                    file.Write(Snapshots.At(1));
                    file.Write(Snapshots.At(2));
                    var bytes = System.IO.File.ReadAllBytes(file.Path);
                    var at = (int)(where * (bytes.Length - 1));
                    bytes[at] ^= flip;
                    System.IO.File.WriteAllBytes(file.Path, cut ? bytes[..at] : bytes);
                    var found = new List<string>();

                    var snapshot = file.Read(found.Add);

                    Assert.Equal(1, snapshot!.Version);
                    Assert.Single(found);
                },
                iter: 300,
                threads: 1
            );

    [Fact, Trait("Fault", "12")]
    public void A_damaged_file_never_becomes_the_previous_generation()
    {
        File().Write(Snapshots.At(1));
        File().Write(Snapshots.At(2));
        System.IO.File.WriteAllText(File().Path, "not ours");
        Read(File());

        File().Write(Snapshots.At(3));
        System.IO.File.WriteAllText(File().Path, "not ours either");

        Assert.Equal(1, Read(File())!.Version);
    }

    [Fact, Trait("Fault", "12")]
    public void Flags_of_another_key_and_so_perhaps_of_another_environment_are_not_served()
    {
        File().Write(Snapshots.At(1));

        Assert.Null(Read(File("wp_server_other")));
        Assert.Contains("another SDK key", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact, Trait("Fault", "12")]
    public void A_newer_schema_is_not_guessed_at()
    {
        File().Write(Snapshots.At(1) with { Schema = Snapshot.CurrentSchema + 1 });

        Assert.Null(Read(File()));
        Assert.Contains("schema 2", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact, Trait("Fault", "12")]
    public void A_file_of_four_gigabytes_is_not_read()
    {
        using (var huge = System.IO.File.Create(File().Path))
        {
            huge.SetLength(4L << 30);
        }

        Assert.Null(Read(File()));
        Assert.Contains("too long", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_else_on_the_machine_can_read_the_user_ids_in_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        File().Write(Snapshots.At(1));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File().Path));
    }

    [Fact]
    public void A_key_is_nowhere_in_the_file()
    {
        File().Write(Snapshots.At(1));

        Assert.DoesNotContain("wp_server_test", System.IO.File.ReadAllText(File().Path), StringComparison.Ordinal);
    }
}
