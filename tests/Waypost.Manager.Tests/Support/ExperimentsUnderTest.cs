using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Health;

namespace Waypost.Manager.Tests.Support;

/// <summary>A manager with a stub in place of the stats worker, and methods that create what experiments need.</summary>
public sealed class ExperimentsUnderTest : IAsyncLifetime
{
    internal const string Database = """
        {"host":"db.example.com","database":"shop","username":"reader","password":"a password nobody may read",
         "exposuresQuery":"select experiment_id, user_id, timestamp, treatment from exposures"}
        """;

    private readonly ManagerDatabase database = new();

    internal StatsWorkerStub Stats { get; } = new();

    /// <summary>Replaces more services.</summary>
    internal Action<IServiceCollection> Configure { get; init; } = _ => { };

    internal RunningManager Running { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    public string ConnectionString => database.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Running = RunningManager.Start(
            ConnectionString,
            services: services =>
            {
                Stats.Replace(services);
                // It would write to the audit log at any time. A test that is about it runs the monitor.
                services.Remove(services.Single(service => service.ImplementationType == typeof(HealthWatch)));
                Configure(services);
            }
        );
        Admin = Running.Client(RunningManager.AdminToken);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Running.DisposeAsync();
        await database.DisposeAsync();
    }

    internal ManagerDb OpenDatabase() => ManagerDatabase.Open(ConnectionString);

    /// <summary>A new project with the flag <c>form</c> and two metrics, <c>done</c> and <c>value</c>.</summary>
    public async Task<string> NewProjectAsync(bool connected = true)
    {
        var key = $"p{Guid.NewGuid():N}";
        (await Admin.CallAsync("POST /projects", $$"""{"key":"{{key}}"}""")).Expect(201);
        (await Admin.CallAsync($"POST /projects/{key}/flags", """{"key":"form"}""")).Expect(201);
        foreach (
            var metric in new[]
            {
                """{"key":"done","type":"binomial","query":"select 1"}""",
                """{"key":"value","type":"revenue","query":"select 2;","cap":500}""",
            }
        )
        {
            (await Admin.CallAsync($"POST /projects/{key}/metrics", metric)).Expect(201);
        }

        if (connected)
        {
            (await Admin.CallAsync($"PUT /projects/{key}/events-database", Database)).Expect(200);
        }

        return $"/projects/{key}";
    }

    /// <summary>Path of a planned experiment.</summary>
    public async Task<string> NewExperimentAsync(string project, string more = "")
    {
        var created = await Admin.CallAsync(
            $"POST {project}/experiments",
            $$"""{"name":"Short form","flag":"form","environment":"production","metrics":["done","value"]{{more}}}"""
        );
        return created.Expect(201).Response.Headers.Location!.ToString()["/api/v1".Length..];
    }

    /// <summary>The id in an experiment's path.</summary>
    public static long IdOf(string experiment) =>
        long.Parse(experiment[(experiment.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Ends the newest job, as the stats worker would.</summary>
    internal async Task EndJobAsync(string experiment, string kind, string status, string? result = null, string? error = null)
    {
        var id = IdOf(experiment);
        await using var db = OpenDatabase();
        var rows = await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(
            db.Database,
            $"""
            update jobs set status = {status}, result = {result}::jsonb, error = {error}, finished_at = now()
            where id = (select job_id from experiment_jobs where experiment_id = {id} and kind = {kind} order by number desc limit 1)
            """,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, rows);
    }
}
