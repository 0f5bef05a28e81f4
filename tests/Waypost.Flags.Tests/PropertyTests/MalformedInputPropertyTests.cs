using CsCheck;

namespace Waypost.Flags.Tests;

public class MalformedInputPropertyTests
{
    [Fact]
    public void Evaluation_never_throws_for_malformed_settings_and_contexts() =>
        Gen.Select(MalformedGen.Snapshot, MalformedGen.Context)
            .Sample(
                (snapshot, context) =>
                {
                    var compiled = CompiledSnapshot.Compile(snapshot);
                    foreach (var key in snapshot.Flags.Select(flag => flag?.Key).Append(null))
                    {
                        var evaluation = Evaluator.Evaluate(compiled, key, in context);
                        Assert.Equal(evaluation.IsError, evaluation.Variant is null);
                        foreach (var requested in Enum.GetValues<FlagType>())
                        {
                            Evaluator.Evaluate(compiled, key, requested, in context);
                        }
                    }
                }
            );

    [Fact]
    public void Validation_never_throws_for_malformed_settings() =>
        MalformedGen.Snapshot.Sample(snapshot => Assert.NotEmpty(SnapshotValidator.Validate(snapshot)));

    [Fact]
    public void Patching_never_throws_for_malformed_settings() =>
        Gen.Select(MalformedGen.Snapshot, MalformedGen.Snapshot)
            .Sample(
                (a, b) =>
                {
                    b = b with { Project = a.Project, Environment = a.Environment, Epoch = a.Epoch };

                    Patch.Apply(a, Patch.Merge(Patch.Between(a, b), Patch.Between(b, a)));
                }
            );

    [Fact]
    public void Equal_malformed_settings_have_equal_hash_codes() =>
        MalformedGen.Snapshot.Sample(snapshot =>
        {
            var copy = snapshot with { Flags = [.. snapshot.Flags.Select(flag => flag is null ? null! : flag with { Key = flag.Key })] };

            Assert.Equal(snapshot, copy);
            Assert.Equal(snapshot.GetHashCode(), copy.GetHashCode());
        });
}
