using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;

namespace Waypost.AppHost.Running;

/// <summary>
/// What a run has and a publish has not: a data directory, secrets kept in it, restarts, and a message when all is ready.
/// </summary>
internal sealed class WaypostRun
{
    private readonly StartOutcome outcome = new();
    private readonly DataDirectory? directory;
    private readonly Lazy<Secrets>? secrets;
    private CancellationToken stopping;

    private WaypostRun() { }

    private WaypostRun(DataDirectory directory, IReadOnlyDictionary<string, string> given)
    {
        this.directory = directory;
        secrets = new(() => SecretsFile.Keep(directory, given));
    }

    public DataDirectory Directory => directory ?? throw new InvalidOperationException("Only a run has a data directory.");

    /// <summary>Read, or made, at the first call; the data directory is held by then.</summary>
    public Secrets Secrets => (secrets ?? throw new InvalidOperationException("Only a run has secrets.")).Value;

    public static WaypostRun AddTo(IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return new();
        }
        var given = ParameterNames.Given(builder.Configuration);
        var run = new WaypostRun(DataDirectory.At(settings.DataDirectory), given);
        // The app host ends after its processes, not before them: whoever waits for it may start again at once.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        // It would ask a package feed in a process of its own, which outlives a refused start.
        builder.Configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(PostgresSources.OfThisMachine);
        builder.Services.AddSingleton(settings);
        // Made by the container, and so disposed with it: after the last process has ended the directory is free.
        builder.Services.AddSingleton(_ => run.Directory);
        builder.Services.AddSingleton(run.secrets!);
        builder.Services.AddSingleton(run.outcome);
        builder.Services.AddLogging(logging =>
            logging
                // A start that fails is reported in words by Program.cs.
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
                // A stop while the dashboard is being started is no failure of it.
                .AddFilter("Aspire.Hosting.Dashboard", level => level >= LogLevel.Information && !run.stopping.IsCancellationRequested)
        );
        builder.Services.AddSingleton<ReplicaAddresses>();
        // First in line: the orchestrator's own start ends only when the last resource has started.
        foreach (
            var (index, service) in new[]
            {
                Hosted(services => ActivatorUtilities.CreateInstance<PrepareStart>(services)),
                Hosted(services => services.GetRequiredService<ReplicaAddresses>()),
                Hosted(services => ActivatorUtilities.CreateInstance<RestartDeadProcesses>(services)),
                Hosted(services => ActivatorUtilities.CreateInstance<ReadyMessage>(services, given, Console.Out)),
            }.Index()
        )
        {
            builder.Services.Insert(index, service);
        }

        return run;
    }

    private static ServiceDescriptor Hosted(Func<IServiceProvider, IHostedService> create) => ServiceDescriptor.Singleton(create);

    /// <returns>The process's exit code.</returns>
    public async Task<int> ToItsEndAsync(DistributedApplication app)
    {
        stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopped before everything had started.
        }

        foreach (var line in outcome.Failure ?? [])
        {
            await Console.Error.WriteLineAsync(line);
        }
        return outcome.Failure is null ? 0 : 1;
    }
}
