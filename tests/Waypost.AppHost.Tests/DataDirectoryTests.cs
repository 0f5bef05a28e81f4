using Waypost.LocalHost.Data;

namespace Waypost.LocalHost.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string Place => temporary.File("data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void It_is_made_and_keeps_its_id()
    {
        string first;
        using (var directory = DataDirectory.Open(Place))
        {
            first = directory.Id;
        }

        using var again = DataDirectory.Open(Place);

        Assert.Equal(first, again.Id);
    }

    [Fact]
    public void A_second_LocalHost_is_refused_until_the_first_lets_go()
    {
        using (DataDirectory.Open(Place))
        {
            var fault = Assert.Throws<StartFault>(() => DataDirectory.Open(Place));

            Assert.StartsWith($"Another Waypost.LocalHost uses the data directory {Place}", Assert.Single(fault.Sentences));
        }

        using var next = DataDirectory.Open(Place);
    }

    [Fact]
    public void No_lock_is_left_behind()
    {
        DataDirectory.Open(Place).Dispose();

        Assert.Equal(["waypost.json"], Directory.GetFileSystemEntries(Place).Select(Path.GetFileName));
    }

    [Fact]
    public void A_lock_file_nobody_holds_is_no_lock()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "lock"), "");

        using var directory = DataDirectory.Open(Place);

        Assert.Equal(Place, directory.Path);
    }

    [Fact]
    public void One_from_a_newer_version_is_refused_in_one_sentence_and_left_alone()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "waypost.json"), """{"layout":99,"id":"abc","somethingNew":true}""");

        var fault = Assert.Throws<StartFault>(() => DataDirectory.Open(Place));

        Assert.Equal($"The data directory {Place} was written by a newer Waypost (layout 99, this one knows up to 1): update Waypost, or start with another --DataDirectory.", Assert.Single(fault.Sentences));
        Assert.Equal(["waypost.json"], Directory.GetFileSystemEntries(Place).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_damaged_description_is_one_clear_sentence(string content)
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "waypost.json"), content);

        Assert.Contains("is damaged", Assert.Single(Assert.Throws<StartFault>(() => DataDirectory.Open(Place)).Sentences));
    }

    [Fact]
    public void A_file_in_its_place_is_one_clear_sentence()
    {
        File.WriteAllText(Place, "");

        Assert.StartsWith($"The data directory {Place} cannot be used:", Assert.Single(Assert.Throws<StartFault>(() => DataDirectory.Open(Place)).Sentences));
    }
}
