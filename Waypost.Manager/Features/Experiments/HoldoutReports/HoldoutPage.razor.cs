using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>The report of a holdout, the newest one if none is named, and the form that computes it.</summary>
public sealed partial class HoldoutPage
{
    private const string ExampleQuery =
        "select user_id, viewed_at as \"timestamp\"\nfrom page_views\nwhere viewed_at >= {{start}} and viewed_at < {{end}}";

    private IReadOnlyList<HoldoutSummary> all = [];
    private HoldoutReportView? view;
    private IReadOnlyList<MetricChoice> metrics = [];
    private MetricReport? check;

    [Inject]
    private FindHoldouts.Handler FindHoldouts { get; set; } = null!;

    [Inject]
    private GetHoldoutReport.Handler GetReport { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler FindExperiments { get; set; } = null!;

    [Inject]
    private ComputeHoldoutReport.Handler Compute { get; set; } = null!;

    [Inject]
    private CheckHoldoutUsers.Handler Check { get; set; } = null!;

    [Inject]
    private CancelHoldoutReport.Handler CancelReport { get; set; } = null!;

    [Parameter]
    public int? Id { get; set; }

    private HoldoutAddress Address => new(Workspace.Project.Key, view!.Holdout.Id);

    private string PageUrl => UrlOf(view!.Holdout.Id);

    private string LayersUrl => Urls.Layers(Workspace.Project.Key, Workspace.Environment.Key);

    private IReadOnlyList<string> Chosen => [.. Context.Request.Form["metric"].OfType<string>()];

    private protected override async Task LoadAsync()
    {
        all = (await FindHoldouts.HandleAsync(Workspace.Project.Key, Aborted)).Succeeded(out var found, out _) ? found : [];
        if (
            (Id ?? all.Select(one => (int?)one.Id).FirstOrDefault()) is { } id
            && (await GetReport.HandleAsync(new(Workspace.Project.Key, id), Aborted)).Succeeded(out view, out _)
        )
        {
            metrics = await FindExperiments.MetricsAsync(Workspace.Project.Key, Aborted);
        }
        else if (Id is not null)
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
        }
    }

    private bool IsChosen(string key) =>
        (PostedForm == "report" && PostedAction != "cancel" ? Chosen : view!.Holdout.Metrics).Contains(
            key,
            StringComparer.OrdinalIgnoreCase
        );

    private string UrlOf(int id) => Urls.Holdout(Workspace.Project.Key, id, Workspace.Environment.Key);

    private Task SubmitAsync() =>
        view is null || !MayEdit()
            ? Task.CompletedTask
            : PostedAction switch
            {
                "check" => CheckAsync(),
                "cancel" => CancelAsync(),
                _ => ComputeAsync(),
            };

    private async Task CheckAsync()
    {
        if (!(await Check.HandleAsync(Address, Typed("usersQuery"), Aborted)).Succeeded(out check, out var refused))
        {
            Refuse(refused);
        }
    }

    private async Task CancelAsync() => await EndAsync(await CancelReport.HandleAsync(Address, Aborted), _ => "Cancelled.", PageUrl);

    private async Task ComputeAsync() =>
        await EndAsync(
            await Compute.HandleAsync(Address, new() { UsersQuery = Typed("usersQuery"), Metrics = Chosen }, Actor, Aborted),
            _ => "The report is being computed.",
            PageUrl
        );

    private static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
