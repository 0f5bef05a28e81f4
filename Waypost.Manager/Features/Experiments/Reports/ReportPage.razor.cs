using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>An experiment's report, what was learned, and the links that share it.</summary>
public sealed partial class ReportPage
{
    private ExperimentReport? report;
    private IReadOnlyList<ShareLinkView> links = [];
    private ShareLinkView? created;

    [Inject]
    private GetReport.Handler Reports { get; set; } = null!;

    [Inject]
    private ShareLinks.Handler Links { get; set; } = null!;

    [Inject]
    private EditExperiment.Handler EditExperiment { get; set; } = null!;

    [Parameter]
    public long Id { get; set; }

    private ExperimentAddress Address => new(Workspace.Project.Key, Id);

    private string PageUrl => Urls.Report(Workspace.Project.Key, report!.Environment, Id);

    private protected override async Task LoadAsync()
    {
        if (!(await Reports.HandleAsync(Address, Aborted)).Succeeded(out var found, out _))
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
            return;
        }

        links = (await Links.ListAsync(Address, Aborted)).Succeeded(out var known, out _) ? known : [];
        report = found;
    }

    private async Task SaveLearnedAsync()
    {
        if (MayEdit())
        {
            var patch = JsonSerializer.SerializeToElement(new { learned = Typed("learned") });
            await EndAsync(await EditExperiment.HandleAsync(Address, patch, null, Actor, Aborted), _ => "Saved.", PageUrl);
        }
    }

    private Task SubmitShareAsync() => PostedAction == "delete" ? DeleteLinkAsync() : CreateLinkAsync();

    private async Task CreateLinkAsync()
    {
        if (!MayEdit())
        {
            return;
        }

        // What is not a number is as wrong as a number out of range.
        var days = int.TryParse(Typed("expiresInDays"), NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? typed : 0;
        if ((await Links.CreateAsync(Address, new(days), Actor, Aborted)).Succeeded(out created, out var refused))
        {
            // Shown in this answer: the address is stored nowhere.
            await LoadAsync();
            return;
        }

        Refuse(refused);
    }

    private async Task DeleteLinkAsync()
    {
        if (MayEdit() && long.TryParse(Typed("link"), NumberStyles.None, CultureInfo.InvariantCulture, out var link))
        {
            await EndAsync(await Links.DeleteAsync(Address, link, Actor, Aborted), _ => "Link deleted.", PageUrl);
        }
    }

    private string Absolute(string path) => $"{Context.Request.Scheme}://{Context.Request.Host}{Context.Request.PathBase}{path}";
}
