using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Creates or edits a metric. The preview shows what its query returns before anything is saved.</summary>
public sealed partial class MetricPage
{
    private const string ExampleQuery = "select user_id, created_at as timestamp, amount as value\nfrom quotes";

    private static readonly string[] Fields =
    [
        "name",
        "key",
        "type",
        "query",
        "denominatorQuery",
        "goal",
        "cap",
        "quantile",
        "window",
        "steps",
        .. FunnelForm.Fields,
        "description",
    ];

    private MetricView? view;
    private MetricReport? report;
    private MetricWindow? defaultWindow;
    private bool isSaving;

    [Inject]
    private FindMetrics.Handler FindMetrics { get; set; } = null!;

    [Inject]
    private MetricDefaults.Handler Defaults { get; set; } = null!;

    [Inject]
    private CreateMetric.Handler CreateMetric { get; set; } = null!;

    [Inject]
    private ReplaceMetric.Handler ReplaceMetric { get; set; } = null!;

    [Inject]
    private PreviewMetric.Handler PreviewMetric { get; set; } = null!;

    [Inject]
    private DeleteMetric.Handler DeleteMetric { get; set; } = null!;

    /// <summary>The key of the metric; null for a new one.</summary>
    [Parameter]
    public string? Metric { get; set; }

    private string MetricName => Posted("name") ?? view?.Name ?? "";

    private string Type =>
        Posted("metric-type") ?? MetricText.Types.FirstOrDefault(type => type.Type == view?.Type, MetricText.Types[0]).Value;

    private string Goal => Posted("goal") ?? (view?.Goal == MetricGoal.Decrease ? "decrease" : "increase");

    private string Query => Posted("query") ?? view?.Query ?? "";

    private string Denominator => Posted("denominatorQuery") ?? view?.DenominatorQuery ?? "";

    private string Description => Posted("description") ?? view?.Description ?? "";

    private string Cap => Posted("cap") ?? MetricForm.FormatCap(view?.Cap);

    private string Quantile => Posted("quantile") ?? MetricForm.FormatQuantile(view?.Quantile);

    private WindowForm Window =>
        Posted("windowUnit") is { } unit
            ? new(Typed("windowFrom"), Typed("windowUntil"), unit)
            : WindowForm.Of(view is null ? defaultWindow : view.Window);

    private FunnelForm Funnel => FunnelForm.Of(view?.Steps, Context.Request.HasFormContentType ? Context.Request.Form : null);

    private bool IsInUse => view is not null && view.UsedBy.Any(use => use.Status == ExperimentStatus.Running);

    private string MetricsUrl => Urls.Metrics(Workspace.Project.Key);

    private IReadOnlyList<string> KeyErrors => Refused is Refusal.Conflict conflict && view is null ? [conflict.Message] : Errors("key");

    /// <summary>The label of a button that saves the metric unchecked; null unless its check has just failed.</summary>
    private string? SaveAnyway =>
        !isSaving
            ? null
            : Refused switch
            {
                Refusal.Unworkable => "Save although it fails",
                Refusal.Unavailable => "Save without the check",
                _ => null,
            };

    private protected override async Task LoadAsync()
    {
        if (Metric is null)
        {
            defaultWindow = (await Defaults.GetAsync(Workspace.Project.Key, Aborted)).Match(found => found.Values.Window, _ => null);
        }
        else if ((await FindMetrics.GetAsync(new(Workspace.Project.Key, Metric), Aborted)).Succeeded(out var found, out _))
        {
            aaTests = (await AaTests.GetAsync(new(Workspace.Project.Key, Metric), Aborted)).Match(
                tests => tests,
                _ => new AaTestView(null, null, [])
            );
            view = found;
        }
        else
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
        }
    }

    private async Task SubmitAsync()
    {
        if (!MayEdit())
        {
            return;
        }

        if (PostedAction == FunnelForm.AddStep)
        {
            return;
        }

        if (!ReadRequest().Succeeded(out var request, out var fault))
        {
            Refuse(fault);
            return;
        }

        await (PostedAction == "preview" ? PreviewAsync(request) : SaveAsync(request));
    }

    private Outcome<MetricRequest> ReadRequest()
    {
        var isBinomial = Type == "binomial";
        if (!MetricForm.TryParseCap(isBinomial ? "" : Cap, out var cap, view?.Cap))
        {
            return Refusal.Invalid.Field("cap", MetricRequest.Validator.WrongCap);
        }

        if (!MetricForm.TryParseQuantile(isBinomial ? "" : Quantile, out var quantile, view?.Quantile))
        {
            return Refusal.Invalid.Field("quantile", MetricRequest.Validator.WrongQuantile);
        }

        if (!Window.TryRead(out var window, out var fault))
        {
            return Refusal.Invalid.Field("window", fault);
        }

        return new MetricRequest
        {
            Key =
                view is not null ? null
                : string.IsNullOrWhiteSpace(Typed("key")) ? KeySuggestion.From(MetricName)
                : Typed("key").Trim(),
            Name = MetricName,
            Description = Description,
            Type = MetricText.Types.FirstOrDefault(type => type.Value == Type, MetricText.Types[0]).Type,
            Query = Query,
            // The form hides this field for a binomial metric, but still posts it.
            DenominatorQuery = isBinomial ? null : Denominator,
            Goal = Goal == "decrease" ? MetricGoal.Decrease : MetricGoal.Increase,
            Cap = cap,
            Quantile = quantile,
            Window = window,
            Steps = isBinomial ? Funnel.Steps : null,
        };
    }

    private async Task PreviewAsync(MetricRequest request)
    {
        if (!(await PreviewMetric.HandleAsync(Workspace.Project.Key, request, Aborted)).Succeeded(out report, out var refused))
        {
            Refuse(refused);
        }
    }

    private async Task SaveAsync(MetricRequest request)
    {
        isSaving = true;
        var saveFailing = PostedAction == "save-failing";
        var outcome = view is null
            ? await CreateMetric.HandleAsync(Workspace.Project.Key, request, saveFailing, Actor, Aborted)
            : await ReplaceMetric.HandleAsync(
                new(Workspace.Project.Key, view.Key),
                request,
                saveFailing,
                Posted("revision"),
                Actor,
                Aborted
            );
        await EndAsync(outcome, saved => new(Describe(saved)), saved => Urls.Metric(Workspace.Project.Key, saved.Key));
    }

    private string Describe(MetricView saved)
    {
        var action = $"{saved.Name} {(view is null ? "created" : "saved")}";
        return saved.Check switch
        {
            MetricCheck.Failing => $"{action}, although its query fails.",
            MetricCheck.Unchecked => $"{action}. Its query was not checked.",
            _ => $"{action}.",
        };
    }

    private async Task DeleteAsync()
    {
        if (
            MayEdit()
            && view is not null
            && IsConfirmed(view.Key, $"The key does not match, so nothing was deleted. Type {view.Key} exactly.")
        )
        {
            await EndAsync(
                await DeleteMetric.HandleAsync(new(Workspace.Project.Key, view.Key), null, Actor, Aborted),
                _ => $"{view.Name} deleted.",
                MetricsUrl
            );
        }
    }
}
