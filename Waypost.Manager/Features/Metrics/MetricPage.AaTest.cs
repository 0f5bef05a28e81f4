using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Starts and cancels A/A tests of the metric.</summary>
public sealed partial class MetricPage
{
    private static readonly string[] AaFields = ["days", "share"];

    private AaTestView? aaTests;

    [Inject]
    private AaTests.Handler AaTests { get; set; } = null!;

    private string AaDays =>
        Posted("days") ?? (aaTests?.Result?.Days ?? Metrics.AaTests.DefaultDays).ToString(CultureInfo.InvariantCulture);

    private string AaShare =>
        Posted("share")
        ?? Percent.Number((int)Math.Round((aaTests?.Result?.Share ?? Metrics.AaTests.DefaultShare) * WeightedVariant.Total));

    private async Task SubmitAaTestAsync()
    {
        if (!MayEdit() || view is null)
        {
            return;
        }

        var (address, url) = (new MetricAddress(Workspace.Project.Key, view.Key), Urls.Metric(Workspace.Project.Key, view.Key));
        if (PostedAction == "cancel")
        {
            if (int.TryParse(Typed("number"), CultureInfo.InvariantCulture, out var number))
            {
                await EndAsync(await AaTests.CancelAsync(address, number, Aborted), _ => "The A/A test is cancelled.", url);
            }

            return;
        }

        if (!int.TryParse(Typed("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days))
        {
            Refuse(Refusal.Invalid.Field("days", Metrics.AaTests.Validator.WrongDays));
        }
        else if (!Percent.TryParse(Typed("share"), out var share))
        {
            Refuse(Refusal.Invalid.Field("share", Metrics.AaTests.Validator.WrongShare));
        }
        else
        {
            var request = new AaTests.Request { Days = days, Share = (double)share / WeightedVariant.Total };
            await EndAsync(await AaTests.StartAsync(address, request, Actor, Aborted), _ => "The A/A test has started.", url);
        }
    }
}
