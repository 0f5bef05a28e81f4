using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Data;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string Place => temporary.File("data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void It_is_made_and_keeps_its_id()
    {
        string first;
        using (var directory = Held())
        {
            first = directory.Id;
        }

        Assert.Equal(first, DataDirectory.At(Place).Id);
    }

    [Fact]
    public void Looking_at_it_makes_nothing()
    {
        DataDirectory.At(Place).Dispose();

        Assert.False(Directory.Exists(Place));
    }

    [Fact]
    public void A_second_holder_is_refused_until_the_first_lets_go()
    {
        using (Held())
        {
            var fault = Assert.Throws<StartException>(() => DataDirectory.At(Place).Hold());

            Assert.StartsWith(
                $"Waypost is already running on the data directory {Place}",
                Assert.Single(fault.Sentences),
                StringComparison.Ordinal
            );
        }

        using var next = Held();
    }

    [Fact]
    public void No_lock_is_left_behind()
    {
        Held().Dispose();

        Assert.Equal(["waypost.json"], Directory.GetFileSystemEntries(Place).Select(Path.GetFileName));
    }

    [Fact]
    public void A_lock_file_nobody_holds_is_no_lock()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "lock"), "");

        using var directory = Held();
    }

    [Fact]
    public void How_its_database_was_made_is_remembered()
    {
        using (var directory = Held())
        {
            Assert.Null(directory.Postgres);
            directory.Remember(PostgresChoice.Container);
        }

        Assert.Equal(PostgresChoice.Container, DataDirectory.At(Place).Postgres);
    }

    [Fact]
    public void A_database_from_before_that_was_written_down_was_made_on_this_machine()
    {
        Directory.CreateDirectory(Path.Combine(Place, "postgres"));
        File.WriteAllText(Path.Combine(Place, "waypost.json"), """{"layout":1,"id":"abc"}""");

        Assert.Equal(PostgresChoice.Local, DataDirectory.At(Place).Postgres);
    }

    [Fact]
    public void One_from_a_newer_version_is_refused_in_one_sentence_and_left_alone()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "waypost.json"), """{"layout":99,"id":"abc","somethingNew":true}""");

        var fault = Assert.Throws<StartException>(() => DataDirectory.At(Place));

        Assert.Equal(
            $"The data directory {Place} was written by a newer Waypost (layout 99, this one knows up to 1): update "
                + "Waypost, or start with another --DataDirectory.",
            Assert.Single(fault.Sentences)
        );
        Assert.Equal(["waypost.json"], Directory.GetFileSystemEntries(Place).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"layout":1,"id":"abc","postgres":"oracle"}""")]
    public void A_damaged_description_is_one_clear_sentence(string content)
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "waypost.json"), content);

        Assert.Contains(
            "is damaged",
            Assert.Single(Assert.Throws<StartException>(() => DataDirectory.At(Place)).Sentences),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_in_its_place_is_one_clear_sentence()
    {
        File.WriteAllText(Place, "");

        Assert.StartsWith(
            $"The data directory {Place} cannot be used:",
            Assert.Single(Assert.Throws<StartException>(() => DataDirectory.At(Place).Hold()).Sentences),
            StringComparison.Ordinal
        );
    }

    private DataDirectory Held()
    {
        var directory = DataDirectory.At(Place);
        directory.Hold();
        return directory;
    }
}
