using CsCheck;

namespace Waypost.Flags.Tests.Properties;

public class ValidationProperties
{
    [Fact]
    public void Settings_that_hold_together_have_no_fault_and_always_serve_a_variant() =>
        Gen.Select(Any.Snapshot, Any.Context)
            .Sample(
                (snapshot, context) =>
                {
                    Assert.Empty(SnapshotValidator.Validate(snapshot));
                    foreach (var flag in snapshot.Flags)
                    {
                        var evaluation = snapshot.Evaluate(flag.Key, context);
                        Assert.True(
                            evaluation.Variant is not null
                                || (evaluation.ErrorCode == EvaluationErrorCode.TargetingKeyMissing && context.TargetingKey is null)
                        );
                    }
                }
            );

    [Fact]
    public void The_faults_of_the_whole_are_those_of_its_parts() =>
        Gen.Select(Any.Snapshot, Hostile.Snapshot)
            .Sample(
                (valid, hostile) =>
                {
                    var mixed = valid with
                    {
                        Flags =
                        [
                            .. valid.Flags,
                            hostile.Flags.FirstOrDefault(flag => flag is not null && Keys.IsValid(flag.Key)) ?? Make.Flag("only-here"),
                        ],
                    };
                    var segments = mixed.Segments.Select(segment => segment.Key).ToHashSet();

                    var ofParts = mixed.Flags.SelectMany(flag => SnapshotValidator.Validate(flag, segments));

                    Assert.Equal(
                        ofParts,
                        SnapshotValidator
                            .Validate(mixed)
                            .Where(fault =>
                                fault.Code != FaultCodes.Duplicate
                                || fault.Path.Contains("/rules/", StringComparison.Ordinal)
                                || fault.Path.Contains("/rollout/", StringComparison.Ordinal)
                            )
                    );
                }
            );
}
