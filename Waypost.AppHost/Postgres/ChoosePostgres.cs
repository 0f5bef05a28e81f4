using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;

namespace Waypost.AppHost.Postgres;

/// <summary>
/// Decides whether PostgreSQL runs in a container or as a local process. The choice is stored with the data, so that starting or stopping
/// Docker never makes the data unavailable.
/// </summary>
internal static class ChoosePostgres
{
    /// <param name="requested">The option <c>--Postgres</c>.</param>
    /// <param name="directory">May contain data that was created by an earlier choice.</param>
    /// <param name="findEngineAsync">Finds the container engine that answers. Called only if needed, because it may take seconds.</param>
    /// <returns>The engine to use, or <see langword="null"/> for a local process.</returns>
    /// <exception cref="StartException">The requested choice does not fit the data or this machine.</exception>
    public static async Task<string?> EngineAsync(PostgresChoice requested, DataDirectory directory, Func<Task<string?>> findEngineAsync)
    {
        var existing = directory.Postgres;
        if (requested != PostgresChoice.Auto && existing is not null && existing != requested)
        {
            throw new StartException(
                $"The database of {directory.Path} was created with --Postgres {Word(existing.Value)}: leave out --Postgres "
                    + $"{Word(requested)}, or start with another --DataDirectory."
            );
        }

        var choice = existing ?? requested;
        if (choice == PostgresChoice.Local)
        {
            return null;
        }
        if (await findEngineAsync() is { } engine)
        {
            return engine;
        }
        return choice == PostgresChoice.Auto
            ? null
            : throw new StartException(
                existing is null
                    ? "--Postgres container needs a container engine, and neither Docker nor Podman answers: start one of them, or "
                        + "leave the option out."
                    : $"The database of {directory.Path} was created in a container, and neither Docker nor Podman answers: start one "
                        + "of them, or start with another --DataDirectory."
            );
    }

    private static string Word(PostgresChoice postgres) => postgres.ToString().ToLowerInvariant();
}
