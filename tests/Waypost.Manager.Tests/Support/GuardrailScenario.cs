using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waypost.Manager.Features.Experiments;
using Waypost.Testing;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Support;

/// <summary>A manager whose guardrails are checked only when a test says so, and results in which they get worse.</summary>
public sealed class GuardrailScenario : IAsyncLifetime
{
    private readonly ExperimentsUnderTest manager;

    public GuardrailScenario() =>
        manager = new()
        {
            Configure = services =>
                services.Remove(
                    services.Single(service =>
                        service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(GuardrailWatch)
                    )
                ),
        };

    internal ExperimentsUnderTest Manager => manager;

    internal CapturedLogs Logs { get; } = new();

    public ValueTask InitializeAsync() => manager.InitializeAsync();

    public ValueTask DisposeAsync() => manager.DisposeAsync();

    /// <summary>How many experiments the check paused.</summary>
    internal Task<int> CheckAsync() =>
        ActivatorUtilities
            .CreateInstance<GuardrailStop>(manager.Running.Services, new Logger<GuardrailStop>(Logs))
            .RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Project and running experiment with the primary metric <c>done</c> and the guardrail <c>value</c>.</summary>
    internal async Task<(string Project, string Experiment)> StartAsync(bool stop = true)
    {
        var project = await manager.NewProjectAtTenPercentAsync(connected: true);
        var more = """,{roles},"guardrailStop":{stop}"""
            .Replace("{roles}", """ "roles":{"done":"primary","value":"guardrail"}""", StringComparison.Ordinal)
            .Replace("{stop}", stop ? "true" : "false", StringComparison.Ordinal);
        var experiment = await manager.NewExperimentAsync(project, more);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        return (project, experiment);
    }

    /// <summary>An analysis of now with a decision about one metric.</summary>
    internal static AnalysisResult Analysis(
        Decision decision,
        string metric = "value",
        string basis = AnalysisBasis.AlwaysValid,
        TimeSpan later = default
    )
    {
        var at = TimeProvider.System.GetUtcNow().Add(later);
        var of = JobResults.Analysis(0).Metrics[0];
        return JobResults.AnalysisOf(1_000) with
        {
            AnalyzedAt = at,
            Window = new(at.AddDays(-1), at),
            Planned = new(basis == AnalysisBasis.Fixed ? at : at.AddDays(14), null),
            Basis = basis,
            Metrics =
            [
                of with
                {
                    Metric = metric,
                    Comparisons =
                    [
                        of.Comparisons[0] with
                        {
                            Difference = -2,
                            Relative = -0.1,
                            Decision = decision,
                            PValue = 1e-5,
                            AlwaysValid = new([-3, -1], 0.0004),
                        },
                    ],
                },
            ],
        };
    }

    internal async Task<JsonElement> ExperimentAsync(string experiment) =>
        (await manager.Admin.CallAsync($"GET {experiment}")).Expect(200).Body;

    internal async Task<JsonElement> FlagAsync(string project) =>
        (await manager.Admin.CallAsync($"GET {project}/environments/production/flags/form")).Expect(200).Body;

    internal async Task<List<JsonElement>> LogAsync(string project) =>
        [.. (await manager.Admin.CallAsync($"GET {project}/events?flag=form")).Expect(200).Body.GetProperty("items").EnumerateArray()];
}
