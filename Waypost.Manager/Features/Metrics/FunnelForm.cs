using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>The steps of a funnel as form fields, in pairs of a name and a query. An empty pair is no step.</summary>
/// <param name="Typed">As typed or saved, with empty pairs.</param>
public sealed record FunnelForm(IReadOnlyList<(string Name, string Query)> Typed)
{
    /// <summary>The button that shows one more pair of fields.</summary>
    public const string AddStep = "add-step";

    /// <summary>All fields that can be wrong.</summary>
    public static readonly string[] Fields =
    [
        .. Enumerable.Range(0, FunnelStep.Most).SelectMany(step => new[] { NameField(step), QueryField(step) }),
    ];

    /// <summary>The steps in order; null if there are none.</summary>
    public IReadOnlyList<FunnelStep>? Steps
    {
        get
        {
            var steps = Typed
                .Where(step => !string.IsNullOrWhiteSpace(step.Name + step.Query))
                .Select(step => new FunnelStep { Name = step.Name, Query = step.Query })
                .ToList();
            return steps.Count == 0 ? null : steps;
        }
    }

    /// <summary>The API's name of the field.</summary>
    public static string NameField(int step) => string.Create(CultureInfo.InvariantCulture, $"steps[{step}].name");

    /// <inheritdoc cref="NameField"/>
    public static string QueryField(int step) => string.Create(CultureInfo.InvariantCulture, $"steps[{step}].query");

    /// <summary>The posted pairs without the empty ones, so that errors are beside their step; then one more to fill in.</summary>
    public static FunnelForm Of(IReadOnlyList<FunnelStep>? saved, IFormCollection? posted)
    {
        var steps =
            posted is not null && posted.ContainsKey("stepName")
                ? posted["stepName"]
                    .Zip(posted["stepQuery"], (name, query) => (Name: name ?? "", Query: query ?? ""))
                    .Where(step => !string.IsNullOrWhiteSpace(step.Name + step.Query))
                    .ToList()
                : (saved ?? []).Select(step => (step.Name, step.Query)).ToList();
        return new(steps.Count < FunnelStep.Most ? [.. steps, ("", "")] : steps);
    }
}
