using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Postgres;

public sealed class ChoosePostgresTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData(null, PostgresChoice.Auto, "docker", "docker")]
    [InlineData(null, PostgresChoice.Auto, null, null)]
    [InlineData(null, PostgresChoice.Container, "podman", "podman")]
    [InlineData(null, PostgresChoice.Local, "docker", null)]
    [InlineData(PostgresChoice.Local, PostgresChoice.Auto, "docker", null)]
    [InlineData(PostgresChoice.Local, PostgresChoice.Local, "docker", null)]
    [InlineData(PostgresChoice.Container, PostgresChoice.Auto, "docker", "docker")]
    internal async Task What_the_data_was_made_with_comes_first_then_what_was_asked_then_what_is_there(
        PostgresChoice? made,
        PostgresChoice asked,
        string? there,
        string? engine
    ) => Assert.Equal(engine, await ChoosePostgres.EngineAsync(asked, MadeWith(made), () => Task.FromResult(there)));

    [Theory]
    [InlineData(null, PostgresChoice.Container, "--Postgres container needs a container engine, and neither Docker nor Podman answers:")]
    [InlineData(PostgresChoice.Container, PostgresChoice.Auto, "was made in a container, and neither Docker nor Podman answers:")]
    [InlineData(PostgresChoice.Container, PostgresChoice.Local, "was made with --Postgres container: leave out --Postgres local")]
    [InlineData(PostgresChoice.Local, PostgresChoice.Container, "was made with --Postgres local: leave out --Postgres container")]
    internal async Task What_does_not_fit_is_one_sentence(PostgresChoice? made, PostgresChoice asked, string sentence)
    {
        var fault = await Assert.ThrowsAsync<StartException>(() =>
            ChoosePostgres.EngineAsync(asked, MadeWith(made), () => Task.FromResult<string?>(null))
        );

        Assert.Contains(sentence, Assert.Single(fault.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_is_not_asked_where_it_does_not_matter()
    {
        var asked = false;

        await ChoosePostgres.EngineAsync(
            PostgresChoice.Auto,
            MadeWith(PostgresChoice.Local),
            () =>
            {
                asked = true;
                return Task.FromResult<string?>(null);
            }
        );

        Assert.False(asked);
    }

    private DataDirectory MadeWith(PostgresChoice? choice)
    {
        using (var directory = DataDirectory.At(temporary.File("data")))
        {
            directory.Hold();
            if (choice is { } made)
            {
                directory.Remember(made);
            }
        }

        return DataDirectory.At(temporary.File("data"));
    }
}
