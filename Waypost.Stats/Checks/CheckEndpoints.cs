using Microsoft.Extensions.Options;
using Waypost.Stats.Planning;
using Waypost.Stats.Queries;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

internal static class CheckEndpoints
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.AddOptions<ChecksOptions>().BindConfiguration("Waypost").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChecksOptions>, ChecksOptionsValidator>();
        services.AddSingleton<SignedQuestions>();
        services.AddSingleton<QueryCheck>();
        services.AddSingleton<SuggestedIndexes>();
        services.AddSingleton<SourceChecks>();
        services.AddSingleton<MetricChecks>();
        services.AddSingleton<BaselineMeasuring>();
        services.AddSingleton<PlanAnswers>();
        return services;
    }

    public static void MapChecks(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                WirePaths.TestSource,
                (HttpContext http, SignedQuestions questions, SourceChecks checks) =>
                    questions.AnswerAsync(
                        http,
                        ExperimentsJson.Default.SourceQuestion,
                        ExperimentsJson.Default.SourceReport,
                        checks.AnswerAsync
                    )
            )
            .WithName("TestSource")
            .WithSummary("Does this connection work, and does its exposures query?");
        app.MapPost(
                WirePaths.PreviewMetric,
                (HttpContext http, SignedQuestions questions, MetricChecks checks) =>
                    questions.AnswerAsync(
                        http,
                        ExperimentsJson.Default.MetricQuestion,
                        ExperimentsJson.Default.MetricReport,
                        checks.AnswerAsync
                    )
            )
            .WithName("PreviewMetric")
            .WithSummary("What does this metric's query yield?");
        app.MapPost(
                WirePaths.Plan,
                (HttpContext http, SignedQuestions questions, PlanAnswers answers) =>
                    questions.AnswerAsync(
                        http,
                        ExperimentsJson.Default.PlanQuestion,
                        ExperimentsJson.Default.PlanReport,
                        answers.AnswerAsync
                    )
            )
            .WithName("Plan")
            .WithSummary("How many users, and how long?");
    }
}
