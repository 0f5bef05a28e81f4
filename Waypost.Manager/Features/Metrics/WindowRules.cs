using FluentValidation;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Validates windows of metrics.</summary>
internal static class WindowRules
{
    public static void MustBeWindow<T>(this IRuleBuilder<T, MetricWindow?> rule) =>
        rule.Custom(
            (window, context) =>
            {
                if (window?.FindFault() is { } fault)
                {
                    context.AddFailure(fault);
                }
            }
        );
}
