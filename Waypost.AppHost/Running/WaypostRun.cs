using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waypost.AppHost.Configuration;
using Waypost.AppHost.Data;

namespace Waypost.AppHost.Running;

/// <summary>
/// What the app host needs to run Waypost but not to publish it: a data directory, its secrets, restarts and the ready message.
/// </summary>
internal sealed class WaypostRun
{
    private readonly StartFailure failure = new();
    private readonly DataDirectory? directory;
    private readonly Lazy<Secrets>? secrets;
    private CancellationToken stopping;

    private WaypostRun() { }

    private WaypostRun(DataDirectory directory, IReadOnlyDictionary<string, string> given)
    {
        this.directory = directory;
        secrets = new(() => SecretsFile.LoadOrCreate(directory, given));
    }

    public DataDirectory Directory => directory ?? throw new InvalidOperationException("The data directory is only available in a run.");

    /// <summary>Loaded or created at the first call, when the data directory is already locked.</summary>
    public Secrets Secrets => (secrets ?? throw new InvalidOperationException("The secrets are only available in a run.")).Value;

    public static WaypostRun AddTo(IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return new();
        }
        var given = ParameterNames.Given(builder.Configuration);
        var run = new WaypostRun(DataDirectory.Open(settings.DataDirectory), given);
        // Makes the app host end after its processes, so that it can be started again at once.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        // The check runs in a process of its own, which would outlive a refused start.
        builder.Configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(PostgresSources.Default);
        builder.Services.AddSingleton(settings);
        // Registered by a factory, so that the container disposes it: the directory is unlocked after the last process has ended.
        builder.Services.AddSingleton(_ => run.Directory);
        builder.Services.AddSingleton(run.secrets!);
        builder.Services.AddSingleton(run.failure);
        builder.Services.AddLogging(logging =>
            logging
                // Program.cs explains a failed start in a sentence.
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
                // Stopping while the dashboard starts is not a failure.
                .AddFilter("Aspire.Hosting.Dashboard", level => level >= LogLevel.Information && !run.stopping.IsCancellationRequested)
        );
        builder.Services.AddSingleton<ReplicaAddresses>();
        // Before the orchestrator, whose start ends only when the last resource has started.
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

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(DistributedApplication app)
    {
        stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopped during the start.
        }

        foreach (var line in failure.Sentences ?? [])
        {
            await Console.Error.WriteLineAsync(line);
        }
        return failure.Sentences is null ? 0 : 1;
    }
}
