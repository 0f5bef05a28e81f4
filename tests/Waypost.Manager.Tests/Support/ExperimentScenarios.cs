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
}
