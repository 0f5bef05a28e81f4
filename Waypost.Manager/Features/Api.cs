using FluentValidation;
using Microsoft.Extensions.Options;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Demo;
using Waypost.Manager.Features.Account;
using Waypost.Manager.Features.AnalyticsDatabase;
using Waypost.Manager.Features.ApiDocs;
using Waypost.Manager.Features.AuditLog;
using Waypost.Manager.Features.Environments;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Features.Flags;
using Waypost.Manager.Features.Metrics;
using Waypost.Manager.Features.Playground;
using Waypost.Manager.Features.Projects;
using Waypost.Manager.Features.Providers;
using Waypost.Manager.Features.SdkKeys;
using Waypost.Manager.Features.Segments;
using Waypost.Manager.Features.Settings;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Features.Tokens;
using Waypost.Manager.Features.Users;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features;

/// <summary>The REST API on one page: every slice, where it hangs.</summary>
internal static class Api
{
    public static IServiceCollection AddWaypostFeatures(this IServiceCollection services)
    {
        services.AddSingleton<SetupToken>().AddSingleton<ReadApi>();
        services.AddScoped<Bootstrap>().AddScoped<DemoProject>().AddScoped<DemoExperiments>().AddHostedService<FillDemo>();
        services
            .AddScoped<CreateFlag.Handler>()
            .AddScoped<FindFlags.Handler>()
            .AddScoped<EditFlag.Handler>()
            .AddScoped<DeleteFlag.Handler>();
        services
            .AddScoped<ListSdkKeys.Handler>()
            .AddScoped<CreateSdkKey.Handler>()
            .AddScoped<RotateSdkKey.Handler>()
            .AddScoped<RevokeSdkKey.Handler>();
        services.AddScoped<FindAuditEntries.Handler>();
        services
            .AddScoped<SignIn.Handler>()
            .AddScoped<SignOut.Handler>()
            .AddScoped<ChangePassword.Handler>()
            .AddScoped<CreateFirstAdministrator.Handler>();
        services
            .AddScoped<FindProjects.Handler>()
            .AddScoped<CreateProject.Handler>()
            .AddScoped<EditProject.Handler>()
            .AddScoped<DeleteProject.Handler>();
        services.AddScoped<FindEnvironments.Handler>().AddScoped<CreateEnvironment.Handler>().AddScoped<DeleteEnvironment.Handler>();
        services
            .AddScoped<FindSegments.Handler>()
            .AddScoped<CreateSegment.Handler>()
            .AddScoped<ReplaceSegment.Handler>()
            .AddScoped<DeleteSegment.Handler>();
        services.AddSingleton<CompiledSnapshots>().AddScoped<EvaluateFlag.Handler>();
        services.AddScoped<ListProviders.Handler>();
        services
            .AddScoped<FindUsers.Handler>()
            .AddScoped<CreateUser.Handler>()
            .AddScoped<EditUser.Handler>()
            .AddScoped<DeleteUser.Handler>();
        services.AddScoped<FindTokens.Handler>().AddScoped<CreateToken.Handler>().AddScoped<DeleteToken.Handler>();
        services.AddScoped<ChangeSettings.Handler>().AddScoped<GetSettings.Handler>().AddScoped<RestoreAssignments.Handler>();
        services
            .AddScoped<Passwords>()
            .AddScoped<GetAnalyticsDatabase.Handler>()
            .AddScoped<ConnectAnalyticsDatabase.Handler>()
            .AddScoped<TestAnalyticsDatabase.Handler>()
            .AddScoped<DisconnectAnalyticsDatabase.Handler>();
        services
            .AddScoped<FindMetrics.Handler>()
            .AddScoped<CreateMetric.Handler>()
            .AddScoped<ReplaceMetric.Handler>()
            .AddScoped<DeleteMetric.Handler>()
            .AddScoped<PreviewMetric.Handler>()
            .AddScoped<CheckMetric>();
        services
            .AddScoped<FindExperiments.Handler>()
            .AddScoped<CreateExperiment.Handler>()
            .AddScoped<EditExperiment.Handler>()
            .AddScoped<DeleteExperiment.Handler>()
            .AddScoped<StartExperiment.Handler>()
            .AddScoped<StopExperiment.Handler>()
            .AddScoped<UndoStart.Handler>()
            .AddScoped<ShipWinner.Handler>()
            .AddScoped<PlanExperiment.Handler>()
            .AddScoped<QueueJob>()
            .AddScoped<Exposures.Handler>()
            .AddScoped<Analyses.Handler>()
            .AddScoped<GetResults.Handler>();
        services
            .AddSingleton<IValidateOptions<NightlyOptions>, NightlyOptions.Validator>()
            .AddHostedService<CountNightly>()
            .AddOptions<NightlyOptions>()
            .BindConfiguration(NightlyOptions.Section)
            .ValidateOnStart();
        services
            .AddSingleton<IValidator<CreateFlag.Request>, CreateFlag.Validator>()
            .AddSingleton<IValidator<EditFlag.Request>, EditFlag.Validator>()
            .AddSingleton<IValidator<SettingsRequest>, SettingsRequest.Validator>()
            .AddSingleton<IValidator<CreateSdkKey.Request>, CreateSdkKey.Validator>()
            .AddSingleton<IValidator<RotateSdkKey.Request>, RotateSdkKey.Validator>()
            .AddSingleton<IValidator<CreateFirstAdministrator.Request>, CreateFirstAdministrator.Validator>()
            .AddSingleton<IValidator<CreateProject.Request>, CreateProject.Validator>()
            .AddSingleton<IValidator<EditProject.Request>, EditProject.Validator>()
            .AddSingleton<IValidator<CreateEnvironment.Request>, CreateEnvironment.Validator>()
            .AddSingleton<IValidator<SegmentRequest>, SegmentRequest.Validator>()
            .AddSingleton<IValidator<CreateUser.Request>, CreateUser.Validator>()
            .AddSingleton<IValidator<EditUser.Request>, EditUser.Validator>()
            .AddSingleton<IValidator<AnalyticsDatabaseRequest>, AnalyticsDatabaseRequest.Validator>()
            .AddSingleton<IValidator<MetricRequest>, MetricRequest.Validator>()
            .AddSingleton<IValidator<ExperimentRequest>, ExperimentRequest.Validator>()
            .AddSingleton<IValidator<PlanExperiment.Request>, PlanExperiment.Validator>()
            .AddSingleton<IValidator<CreateToken.Request>, CreateToken.Validator>();
        return services;
    }

    public static void MapWaypostApi(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        SignOut.Map(app);
        DownloadResults.Map(app.MapGroup("").RequireAuthorization(Roles.Viewer).ExcludeFromDescription());

        var api = app.MapGroup("/api/v1")
            .RequireAuthorization(Roles.Viewer)
            .AddEndpointFilter<CookieAntiforgery>()
            .AddEndpointFilter<PlainText>()
            .TakesNoUnknownMembers()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

        var flags = api.MapGroup("/projects/{project}/flags").WithTags("Flags");
        CreateFlag.Map(flags);
        FindFlags.Map(flags);
        EditFlag.Map(flags);
        DeleteFlag.Map(flags);

        var settings = api.MapGroup("/projects/{project}/environments/{environment}/flags/{flag}").WithTags("Settings");
        GetSettings.Map(settings);
        WriteSettings.Map(settings);
        Assign.Map(settings);
        EvaluateFlag.Map(settings);

        var keys = api.MapGroup("/projects/{project}/environments/{environment}/sdk-keys").WithTags("SDK keys");
        ListSdkKeys.Map(keys);
        CreateSdkKey.Map(keys);
        RotateSdkKey.Map(keys);
        RevokeSdkKey.Map(keys);

        FindAuditEntries.Map(api.MapGroup("/projects/{project}"));

        var projects = api.MapGroup("/projects").WithTags("Projects");
        FindProjects.Map(projects);
        CreateProject.Map(projects);
        EditProject.Map(projects);
        DeleteProject.Map(projects);

        var environments = api.MapGroup("/projects/{project}/environments").WithTags("Environments");
        FindEnvironments.Map(environments);
        CreateEnvironment.Map(environments);
        DeleteEnvironment.Map(environments);

        var segments = api.MapGroup("/projects/{project}/environments/{environment}/segments").WithTags("Segments");
        FindSegments.Map(segments);
        CreateSegment.Map(segments);
        ReplaceSegment.Map(segments);
        DeleteSegment.Map(segments);

        var analyticsDatabase = api.MapGroup("/projects/{project}/events-database").WithTags("Events database");
        GetAnalyticsDatabase.Map(analyticsDatabase);
        ConnectAnalyticsDatabase.Map(analyticsDatabase);
        TestAnalyticsDatabase.Map(analyticsDatabase);
        DisconnectAnalyticsDatabase.Map(analyticsDatabase);

        var metrics = api.MapGroup("/projects/{project}/metrics").WithTags("Metrics");
        FindMetrics.Map(metrics);
        CreateMetric.Map(metrics);
        ReplaceMetric.Map(metrics);
        DeleteMetric.Map(metrics);
        PreviewMetric.Map(metrics);

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

        ListProviders.Map(api.MapGroup("/providers"));

        var users = api.MapGroup("/users").WithTags("Users").RequireAuthorization(Roles.Admin);
        FindUsers.Map(users);
        CreateUser.Map(users);
        EditUser.Map(users);
        DeleteUser.Map(users);

        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        FindTokens.Map(tokens);
        CreateToken.Map(tokens);
        DeleteToken.Map(tokens);
    }
}
