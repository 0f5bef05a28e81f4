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
    internal async Task The_stored_choice_precedes_the_requested_one_and_that_an_available_engine(
        PostgresChoice? stored,
        PostgresChoice requested,
        string? available,
        string? engine
    ) => Assert.Equal(engine, await ChoosePostgres.EngineAsync(requested, CreatedWith(stored), () => Task.FromResult(available)));

    [Theory]
    [InlineData(null, PostgresChoice.Container, "--Postgres container needs a container engine, and neither Docker nor Podman answers:")]
    [InlineData(PostgresChoice.Container, PostgresChoice.Auto, "was created in a container, and neither Docker nor Podman answers:")]
    [InlineData(PostgresChoice.Container, PostgresChoice.Local, "was created with --Postgres container: leave out --Postgres local")]
    [InlineData(PostgresChoice.Local, PostgresChoice.Container, "was created with --Postgres local: leave out --Postgres container")]
    internal async Task An_impossible_choice_is_refused_in_one_sentence(PostgresChoice? stored, PostgresChoice requested, string sentence)
    {
        var fault = await Assert.ThrowsAsync<StartException>(() =>
            ChoosePostgres.EngineAsync(requested, CreatedWith(stored), () => Task.FromResult<string?>(null))
        );

        Assert.Contains(sentence, Assert.Single(fault.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_container_engine_is_not_checked_if_the_choice_is_local()
    {
        var wasChecked = false;

        await ChoosePostgres.EngineAsync(
            PostgresChoice.Auto,
            CreatedWith(PostgresChoice.Local),
            () =>
            {
                wasChecked = true;
                return Task.FromResult<string?>(null);
            }
        );

        Assert.False(wasChecked);
    }

    private DataDirectory CreatedWith(PostgresChoice? choice)
    {
        using (var directory = DataDirectory.Open(temporary.File("data")))
        {
            directory.Acquire();
            if (choice is { } stored)
            {
                directory.SetPostgres(stored);
            }
        }

        return DataDirectory.Open(temporary.File("data"));
    }
}
