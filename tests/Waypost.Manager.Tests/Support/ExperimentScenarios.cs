using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Support;

/// <summary>Initial states that several experiment tests share.</summary>
internal static class ExperimentScenarios
{
    public static Task<ApiResponse> SwitchFlagAsync(this ExperimentsUnderTest manager, string project, bool on) =>
        manager.Admin.CallAsync(
            $"PATCH {project}/environments/production/flags/form",
            on ? """{"enabled":true}""" : """{"enabled":false}""",
            contentType: "application/merge-patch+json"
        );

    /// <summary>A project whose flag is on for 10 % of production.</summary>
    public static async Task<string> NewProjectAtTenPercentAsync(this ExperimentsUnderTest manager, bool connected = false)
    {
        var project = await manager.NewProjectAsync(connected);
        (
            await manager.Admin.CallAsync(
                $"PATCH {project}/environments/production/flags/form",
                """{"enabled":true,"rolloutPercentage":10}""",
                contentType: "application/merge-patch+json"
            )
        ).Expect(200);
        return project;
    }

    /// <summary>Path of a running experiment.</summary>
    public static async Task<string> StartExperimentAsync(this ExperimentsUnderTest manager, string project)
    {
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        return experiment;
    }

    /// <summary>Counts the experiment's exposures, as the stats worker would.</summary>
    public static async Task CountExposuresAsync(this ExperimentsUnderTest manager, string experiment, int users)
    {
        (await manager.Admin.CallAsync($"POST {experiment}/exposures/refresh")).Expect(202);
        await manager.EndJobAsync(
            experiment,
            JobKinds.Exposures,
            "succeeded",
            JsonSerializer.Serialize(JobResults.Exposures(users), ExperimentsJson.Default.ExposuresResult)
        );
    }

    /// <summary>Analyses the experiment with this result, as the stats worker would.</summary>
    public static async Task AnalyseAsync(this ExperimentsUnderTest manager, string experiment, AnalysisResult result)
    {
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
        await manager.EndAnalysisAsync(experiment, result);
    }

    /// <summary>Requests an analysis, and returns what the stats worker is given.</summary>
    public static async Task<AnalysisRequest> RequestAnalysisAsync(this ExperimentsUnderTest manager, string experiment)
    {
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
        return await manager.NewestAnalysisRequestAsync(experiment);
    }

    /// <summary>What the stats worker is given for the experiment's newest analysis.</summary>
    public static async Task<AnalysisRequest> NewestAnalysisRequestAsync(this ExperimentsUnderTest manager, string experiment)
    {
        await using var db = manager.OpenDatabase();
        var id = ExperimentsUnderTest.IdOf(experiment);
        var payload = await db
            .ExperimentJobs.Where(j => j.ExperimentId == id)
            .OrderByDescending(j => j.Number)
            .Select(j => j.Job.Payload)
            .FirstAsync(TestContext.Current.CancellationToken);
        return payload.Deserialize(ExperimentsJson.Default.AnalysisRequest)!;
    }

    /// <summary>Ends a requested analysis with this result, as the stats worker would.</summary>
    public static Task EndAnalysisAsync(this ExperimentsUnderTest manager, string experiment, AnalysisResult result) =>
        manager.EndJobAsync(
            experiment,
            JobKinds.Analysis,
            "succeeded",
            JsonSerializer.Serialize(result, ExperimentsJson.Default.AnalysisResult)
        );
}
