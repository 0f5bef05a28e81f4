using Microsoft.Extensions.Logging.Abstractions;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Flags;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

[Trait("Fault", "12")]
public sealed class DamagedFileTests : IDisposable
{
    private const int Limit = 1024 * 1024;

    private static readonly Snapshot FirstSnapshot = TestData.Snapshot(1);
    private static readonly Snapshot SecondSnapshot = TestData.Snapshot(2);

    private readonly TemporaryDirectory directory = new();
    private readonly SnapshotFolder folder;

    public DamagedFileTests()
    {
        folder = new SnapshotFolder(directory.Path, Limit, isOwn: true, TimeProvider.System, NullLogger.Instance);
        folder.Save(TestData.Production, EnvironmentState.From(FirstSnapshot));
        folder.Save(TestData.Production, EnvironmentState.From(SecondSnapshot));
    }

    private string Current => directory.File("default+production.flags");

    private string Previous => Current + ChecksummedFile.PreviousSuffix;

    [Fact]
    public void An_undamaged_file_is_read_back_as_it_was_written() => Assert.Equal([SecondSnapshot], Load());

    [Fact]
    public void After_any_of_three_thousand_mutations_exactly_the_previous_generation_is_served()
    {
        var random = new Random(12);
        var (current, previous) = (File.ReadAllBytes(Current), File.ReadAllBytes(Previous));
        for (var i = 0; i < 3_000; i++)
        {
            var mutated = Mutate(current, random);
            File.WriteAllBytes(Current, mutated);
            File.WriteAllBytes(Previous, previous);

            Assert.Equal(mutated.AsSpan().SequenceEqual(current) ? [SecondSnapshot] : [FirstSnapshot], Load());
        }
    }

    [Fact]
    public void When_both_generations_are_damaged_nothing_is_served_and_both_are_renamed()
    {
        File.WriteAllText(Current, "");
        File.WriteAllText(Previous, "rubbish");

        Assert.Empty(Load());
        Assert.True(File.Exists(Current + ChecksummedFile.DamagedSuffix));
        Assert.True(File.Exists(Previous + ChecksummedFile.DamagedSuffix));
        Assert.False(File.Exists(Current));
    }

    [Fact]
    public void A_crash_between_the_two_renames_leaves_the_previous_generation()
    {
        File.Delete(Current);

        Assert.Equal([FirstSnapshot], Load());
    }

    [Fact]
    public void A_file_of_another_environment_is_rejected()
    {
        File.Move(Current, directory.File("default+staging.flags"));
        File.Delete(Previous);

        Assert.Empty(Load());
    }

    [Fact]
    public void A_file_of_a_newer_provider_is_left_unchanged()
    {
        ChecksummedFile.Write(Current, """{"schema":99,"project":"default","environment":"production","epoch":"e1","version":9}"""u8);
        File.Delete(Previous);

        Assert.Empty(Load());
        Assert.True(File.Exists(Current));
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        var elsewhere = directory.File("elsewhere");
        File.Move(Current, elsewhere);
        File.Delete(Previous);
        File.CreateSymbolicLink(Current, elsewhere);

        Assert.Empty(Load());
    }

    [Fact]
    public void A_file_over_the_limit_is_not_read()
    {
        using (var file = new FileStream(Current, FileMode.Create))
        {
            file.SetLength(4L * 1024 * 1024 * 1024); // sparse
        }

        Assert.Equal([FirstSnapshot], Load());
    }

    [Fact]
    public void Files_are_readable_by_the_providers_user_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix file modes.");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Current));
    }

    public void Dispose() => directory.Dispose();

    private List<Snapshot> Load() => [.. folder.LoadSnapshots().Select(loaded => loaded.Snapshot)];

    private static byte[] Mutate(byte[] content, Random random)
    {
        var mutated = content.ToList();
        switch (random.Next(5))
        {
            case 0:
                mutated[random.Next(mutated.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                mutated.RemoveRange(random.Next(mutated.Count), 1);
                break;
            case 2:
                mutated.Insert(random.Next(mutated.Count), (byte)random.Next(256));
                break;
            case 3:
                mutated.RemoveRange(0, random.Next(mutated.Count));
                break;
            default:
                var from = random.Next(mutated.Count);
                mutated.RemoveRange(from, mutated.Count - from);
                break;
        }

        return [.. mutated];
    }
}
