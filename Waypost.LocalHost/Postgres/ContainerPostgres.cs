using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Data;
using Waypost.LocalHost.Parts;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Postgres;

/// <summary>PostgreSQL in a container, where an engine answers. The files stay in the data directory, the container goes at the end.</summary>
internal sealed class ContainerPostgres(Settings settings, DataDirectory directory, Secrets secrets, Watchdog watchdog, IReadOnlyList<string> engines)
{
    private const string Image = "docker.io/library/postgres:18";

    // A client whose engine is down may wait for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private string Files => directory.File("postgres-container");

    private string Name => $"waypost-{directory.Id}";

    /// <summary>Whether an earlier start kept its data this way; then so does this one, whatever has been installed since.</summary>
    internal bool WasUsed => Directory.Exists(Files);

    internal string Description => $"127.0.0.1:{settings.PostgresPort}, container {Name}";

    internal StartFault EngineIsMissing() => new(
        $"The database in {Files} was made by a container, and neither Docker nor Podman answers: start one of them, or delete {Files} to start over without what is in it.");

    /// <returns><see langword="null"/> if no engine answers.</returns>
    internal async Task<Part?> PartAsync(Action<string> say, CancellationToken cancellation)
    {
        foreach (var engine in engines)
        {
            if (!await AnswersAsync(engine, cancellation))
            {
                continue;
            }

            say($"PostgreSQL runs in a container ({engine}, {Image}).");
            Directory.CreateDirectory(Files);
            // What a killed LocalHost left; and what this one would leave if it were killed.
            await RunAsync(engine, ["rm", "--force", Name], cancellation);
            watchdog.RunAtEnd(engine, "rm", "--force", Name);
            var server = new ServerConnection(ServerConnection.To(settings.PostgresPort, secrets.PostgresPassword, "postgres"));
            return new("postgres", $"postgresql://127.0.0.1:{settings.PostgresPort}", Launch(engine), server.AcceptsAsync)
            {
                WorkerAsync = async (client, stop) => await WorkerAsync(engine, stop) ?? client,
            };
        }

        return null;
    }

    internal Launch Launch(string engine) => new(engine,
        "run", "--rm", "--name", Name,
        "--publish", $"127.0.0.1:{settings.PostgresPort}:5432",
        "--env", "POSTGRES_PASSWORD", // its value comes from the environment: the command line is for all to see
        "--volume", $"{Files}:/var/lib/postgresql:Z",
        Image, "-c", "max_connections=200")
    {
        Environment = new Dictionary<string, string?> { ["POSTGRES_PASSWORD"] = secrets.PostgresPassword },
        EndSignal = Signal.Interrupt, // the client passes it on; to PostgreSQL it is a fast shutdown
    };

    private async Task<int?> WorkerAsync(string engine, CancellationToken cancellation)
    {
        var inspect = await RunAsync(engine, ["inspect", "--format", "{{.State.Pid}}", Name], cancellation);
        return inspect is { IsSuccess: true } && int.TryParse(inspect.StandardOutput.Trim(), CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null;
    }

    private static async Task<bool> AnswersAsync(string engine, CancellationToken cancellation) =>
        await NpmPostgres.RunsAsync(engine, "--version", cancellation) && await RunAsync(engine, ["info"], cancellation) is { IsSuccess: true };

    /// <returns><see langword="null"/> if it does not answer in time.</returns>
    private static async Task<BufferedCommandResult?> RunAsync(string engine, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await Cli.Wrap(engine).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
