using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>One metric, new or old; a preview shows what its query yields before anything is saved.</summary>
public sealed partial class MetricPage
{
    private const string Example = "select user_id, created_at as timestamp, amount as value\nfrom quotes";

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
        "description",
    ];

    private MetricView? view;
    private MetricReport? report;
    private bool saving;

    [Inject]
    private FindMetrics.Handler Find { get; set; } = null!;

    [Inject]
    private CreateMetric.Handler Create { get; set; } = null!;

    [Inject]
    private ReplaceMetric.Handler Replace { get; set; } = null!;

    [Inject]
    private PreviewMetric.Handler Preview { get; set; } = null!;

    [Inject]
    private DeleteMetric.Handler Remove { get; set; } = null!;

    /// <summary>None: a new one.</summary>
    [Parameter]
    public string? Metric { get; set; }

    private string NameTyped => Posted("name") ?? view?.Name ?? "";

    private string Type =>
        Posted("metric-type") ?? MetricWords.Types.FirstOrDefault(type => type.Type == view?.Type, MetricWords.Types[0]).Value;

    private string Goal => Posted("goal") ?? (view?.Goal == MetricGoal.Decrease ? "decrease" : "increase");

    private string Query => Posted("query") ?? view?.Query ?? "";

    private string Denominator => Posted("denominatorQuery") ?? view?.DenominatorQuery ?? "";

    private string Description => Posted("description") ?? view?.Description ?? "";

    private string Cap => Posted("cap") ?? MetricForm.Words(view?.Cap);

    private string Quantile =>
        Posted("quantile") ?? (view?.Quantile is { } quantile ? (quantile * 100).ToString("0.####", CultureInfo.InvariantCulture) : "");

    private bool Finer => (Denominator + Cap + Quantile).Length > 0;

    private IReadOnlyList<string> KeyErrors => Refused is Refusal.Conflict conflict && view is null ? [conflict.Message] : Errors("key");

    /// <summary>Only after a check that did not pass: saving what fails is an act of its own.</summary>
    private string? SaveAnyway =>
        !saving
            ? null
            : Refused switch
            {
                Refusal.Unworkable => "Save although it fails",
                Refusal.Unavailable => "Save without the check",
                _ => null,
            };

    private protected override async Task LoadAsync()
    {
        if (Metric is not null && !(await Find.GetAsync(new(Workspace.Project.Key, Metric), Aborted)).Succeeded(out view, out _))
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

        if (!Read().Succeeded(out var request, out var wrong))
        {
            Refuse(wrong);
            return;
        }

        await (PostedAction == "preview" ? PreviewAsync(request) : SaveAsync(request));
    }

    private Outcome<MetricRequest> Read()
    {
        var binomial = Type == "binomial";
        if (!MetricForm.TryCap(binomial ? "" : Cap, out var cap))
        {
            return Refusal.Invalid.Field("cap", MetricRequest.Validator.WrongCap);
        }

        if (!MetricForm.TryQuantile(binomial ? "" : Quantile, out var quantile))
        {
            return Refusal.Invalid.Field("quantile", MetricRequest.Validator.WrongQuantile);
        }

        return new MetricRequest
        {
            Key =
                view is not null ? null
                : string.IsNullOrWhiteSpace(Typed("key")) ? KeySuggestion.From(NameTyped)
                : Typed("key").Trim(),
            Name = NameTyped,
            Description = Description,
            Type = MetricWords.Types.FirstOrDefault(type => type.Value == Type, MetricWords.Types[0]).Type,
            Query = Query,
            // What does not apply to a share of users is hidden, and so not sent.
            DenominatorQuery = binomial ? null : Denominator,
            Goal = Goal == "decrease" ? MetricGoal.Decrease : MetricGoal.Increase,
            Cap = cap,
            Quantile = quantile,
        };
    }

    private async Task PreviewAsync(MetricRequest request)
    {
        if (!(await Preview.HandleAsync(Workspace.Project.Key, request, Aborted)).Succeeded(out report, out var refused))
        {
            Refuse(refused);
        }
    }

    private async Task SaveAsync(MetricRequest request)
    {
        saving = true;
        var anyway = PostedAction == "save-failing";
        var outcome = view is null
            ? await Create.HandleAsync(Workspace.Project.Key, request, anyway, Actor, Aborted)
            : await Replace.HandleAsync(new(Workspace.Project.Key, view.Key), request, anyway, Posted("revision"), Actor, Aborted);
        await EndAsync(outcome, saved => new(Words(saved)), saved => Urls.Metric(Workspace.Project.Key, saved.Key));
    }

    private static string Words(MetricView saved) =>
        saved.Check switch
        {
            MetricCheck.Failing => $"{saved.Name} is saved although its query fails.",
            MetricCheck.Unchecked => $"{saved.Name} is saved. Its query was not checked.",
            _ => $"{saved.Name} is saved.",
        };

    private async Task DeleteAsync()
    {
        if (MayEdit() && view is not null && IsConfirmed(view.Key, $"This is not the metric's key. Type {view.Key} exactly."))
        {
            await EndAsync(
                await Remove.HandleAsync(new(Workspace.Project.Key, view.Key), null, Actor, Aborted),
                _ => $"{view.Name} is deleted.",
                Urls.Metrics(Workspace.Project.Key)
            );
        }
    }
}
