using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Data;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string Location => temporary.File("data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_directory_is_created_and_keeps_its_id()
    {
        string first;
        using (var directory = Acquired())
        {
            first = directory.Id;
        }

        Assert.Equal(first, DataDirectory.Open(Location).Id);
    }

    [Fact]
    public void Opening_a_directory_creates_nothing()
    {
        DataDirectory.Open(Location).Dispose();

        Assert.False(Directory.Exists(Location));
    }

    [Fact]
    public void A_locked_directory_is_refused_until_it_is_unlocked()
    {
        using (Acquired())
        {
            var fault = Assert.Throws<StartException>(() => DataDirectory.Open(Location).Acquire());

            Assert.StartsWith(
                $"Waypost is already running on the data directory {Location}",
                Assert.Single(fault.Sentences),
                StringComparison.Ordinal
            );
        }

        using var next = Acquired();
    }

    [Fact]
    public void Unlocking_deletes_the_lock_file()
    {
        Acquired().Dispose();

        Assert.Equal(["waypost.json"], Directory.GetFileSystemEntries(Location).Select(Path.GetFileName));
    }

    [Fact]
    public void A_lock_file_that_no_process_has_locked_is_ignored()
    {
        Directory.CreateDirectory(Location);
        File.WriteAllText(Path.Combine(Location, "lock"), "");

        using var directory = Acquired();
    }

    [Fact]
    public void The_choice_of_PostgreSQL_is_stored()
    {
        using (var directory = Acquired())
        {
            Assert.Null(directory.Postgres);
            directory.SetPostgres(PostgresChoice.Container);
        }

        Assert.Equal(PostgresChoice.Container, DataDirectory.Open(Location).Postgres);
    }

    [Fact]
    public void A_database_without_a_stored_choice_is_local()
    {
        Directory.CreateDirectory(Path.Combine(Location, "postgres"));
        File.WriteAllText(Path.Combine(Location, "waypost.json"), """{"layout":1,"id":"abc"}""");

        Assert.Equal(PostgresChoice.Local, DataDirectory.Open(Location).Postgres);
    }

    [Fact]
    public void A_directory_from_a_newer_version_is_refused_and_not_changed()
    {
        Directory.CreateDirectory(Location);
        File.WriteAllText(Path.Combine(Location, "waypost.json"), """{"layout":99,"id":"abc","somethingNew":true}""");

        var fault = Assert.Throws<StartException>(() => DataDirectory.Open(Location));

        Assert.Equal(
            $"The data directory {Location} was written by a newer Waypost (layout 99, this version supports up to 1): update "
                + "Waypost, or start with another --DataDirectory.",
            Assert.Single(fault.Sentences)
        );
        Assert.Equal(["waypost.json"], Directory.GetFileSystemEntries(Location).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"layout":1,"id":"abc","postgres":"oracle"}""")]
    public void A_damaged_description_is_refused_in_one_sentence(string content)
    {
        Directory.CreateDirectory(Location);
        File.WriteAllText(Path.Combine(Location, "waypost.json"), content);

        Assert.Contains(
            "is damaged",
            Assert.Single(Assert.Throws<StartException>(() => DataDirectory.Open(Location)).Sentences),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_instead_of_a_directory_is_refused_in_one_sentence()
    {
        File.WriteAllText(Location, "");

        Assert.StartsWith(
            $"The data directory {Location} cannot be used:",
            Assert.Single(Assert.Throws<StartException>(() => DataDirectory.Open(Location).Acquire()).Sentences),
            StringComparison.Ordinal
        );
    }

    private DataDirectory Acquired()
    {
        var directory = DataDirectory.Open(Location);
        directory.Acquire();
        return directory;
    }
}
