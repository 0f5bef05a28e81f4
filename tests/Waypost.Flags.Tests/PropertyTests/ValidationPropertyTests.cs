using CsCheck;

namespace Waypost.Flags.Tests;

public class ValidationPropertyTests
{
    [Fact]
    public void Valid_settings_have_no_fault_and_always_serve_a_variant() =>
        Gen.Select(ValidGen.Snapshot, ValidGen.Context)
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
    public void The_faults_of_a_snapshot_are_the_faults_of_its_flags() =>
        Gen.Select(ValidGen.Snapshot, MalformedGen.Snapshot)
            .Sample(
                (valid, malformed) =>
                {
                    var mixed = valid with
                    {
                        Flags =
                        [
                            .. valid.Flags,
                            malformed.Flags.FirstOrDefault(flag => flag is not null && Keys.IsValid(flag.Key))
                                ?? TestData.Flag("only-here"),
                        ],
                    };
                    var segments = mixed.Segments.Select(segment => segment.Key).ToHashSet();

                    var ofFlags = mixed.Flags.SelectMany(flag => SnapshotValidator.Validate(flag, segments));

                    Assert.Equal(
                        ofFlags,
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
