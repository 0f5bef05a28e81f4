using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;

namespace Waypost.AppHost.Postgres;

/// <summary>
/// Whether a run's PostgreSQL is a container or a process of this machine. The choice once made is kept with the data: nobody's flags
/// vanish because Docker happened to be started.
/// </summary>
internal static class ChoosePostgres
{
    /// <param name="asked"><c>--Postgres</c>.</param>
    /// <param name="directory">May hold data made by an earlier choice.</param>
    /// <param name="findEngineAsync">Names the container engine that answers; asked only if it matters, because an engine that is down may
    /// take seconds.</param>
    /// <returns>The engine to use; <see langword="null"/>: no container.</returns>
    /// <exception cref="StartException">What was asked for does not fit the data or this machine.</exception>
    public static async Task<string?> EngineAsync(PostgresChoice asked, DataDirectory directory, Func<Task<string?>> findEngineAsync)
    {
        var made = directory.Postgres;
        if (asked != PostgresChoice.Auto && made is not null && made != asked)
        {
            throw new StartException(
                $"The database of {directory.Path} was made with --Postgres {Word(made.Value)}: leave out --Postgres "
                    + $"{Word(asked)}, or start with another --DataDirectory."
            );
        }

        var wanted = made ?? asked;
        if (wanted == PostgresChoice.Local)
        {
            return null;
        }
        if (await findEngineAsync() is { } engine)
        {
            return engine;
        }
        return wanted == PostgresChoice.Auto
            ? null
            : throw new StartException(
                made is null
                    ? "--Postgres container needs a container engine, and neither Docker nor Podman answers: start one of them, or "
                        + "leave the option out."
                    : $"The database of {directory.Path} was made in a container, and neither Docker nor Podman answers: start one "
                        + "of them, or start with another --DataDirectory."
            );
    }

    private static string Word(PostgresChoice choice) => choice.ToString().ToLowerInvariant();
}
