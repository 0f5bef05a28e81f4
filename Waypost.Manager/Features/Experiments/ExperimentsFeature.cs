using FluentValidation;
using Microsoft.Extensions.Options;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Manager.Features.Experiments.Receipts;
using Waypost.Manager.Features.Experiments.Reports;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Experiments of a project: plan, run, count, analyse, decide.</summary>
internal static class ExperimentsFeature
{
    public static IServiceCollection AddExperimentsFeature(this IServiceCollection services)
    {
        services.AddOptions<NightlyOptions>().BindConfiguration(NightlyOptions.Section).ValidateOnStart();
        return services
            .AddScoped<FindExperiments.Handler>()
            .AddScoped<CreateExperiment.Handler>()
            .AddScoped<EditExperiment.Handler>()
            .AddScoped<DeleteExperiment.Handler>()
            .AddScoped<StartExperiment.Handler>()
            .AddScoped<StopExperiment.Handler>()
            .AddScoped<UndoStart.Handler>()
            .AddScoped<ShipWinner.Handler>()
            .AddScoped<PlanExperiment.Handler>()
            .AddScoped<LayerChoices.Handler>()
            .AddScoped<QueueJob>()
            .AddScoped<Exposures.Handler>()
            .AddScoped<Analyses.Handler>()
            .AddScoped<GetResults.Handler>()
            .AddScoped<GetReceipt.Handler>()
            .AddScoped<GetReport.Handler>()
            .AddScoped<ShareLinks.Handler>()
            .AddScoped<ResultsHistory.Handler>()
            .AddScoped<Novelty.Handler>()
            .AddScoped<GetHealth.Handler>()
            .AddScoped<Breakdowns.Handler>()
            .AddSingleton<IValidator<ExperimentRequest>, ExperimentRequest.Validator>()
            .AddSingleton<IValidator<PlanExperiment.Request>, PlanExperiment.Validator>()
            .AddSingleton<IValidateOptions<NightlyOptions>, NightlyOptions.Validator>()
            .AddSingleton<GuardrailStop>()
            .AddHostedService<GuardrailWatch>()
            .AddSingleton<HealthMonitor>()
            .AddHostedService<HealthWatch>()
            .AddHostedService<NightlyJobs>();
    }

    public static void MapExperimentsFeature(this RouteGroupBuilder api)
    {
        var experiments = api.MapGroup("/projects/{project}/experiments").WithTags("Experiments");
        FindExperiments.Map(experiments);
        CreateExperiment.Map(experiments);
        EditExperiment.Map(experiments);
        DeleteExperiment.Map(experiments);
        PlanExperiment.Map(experiments);
        StartExperiment.Map(experiments);
        UndoStart.Map(experiments);
        StopExperiment.Map(experiments);
        ShipWinner.Map(experiments);
        Exposures.Map(experiments);
        Analyses.Map(experiments);
        GetResults.Map(experiments);
        GetReceipt.Map(experiments);
        GetReport.Map(experiments);
        ShareLinks.Map(experiments);
        ResultsHistory.Map(experiments);
        Novelty.Map(experiments);
        GetHealth.Map(experiments);
        Breakdowns.Map(experiments);
    }
}
