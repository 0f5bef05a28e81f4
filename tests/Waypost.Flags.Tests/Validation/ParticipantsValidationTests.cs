namespace Waypost.Flags.Tests;

/// <summary>Each fault of participants is reported once, with its path and code, and nothing else is reported.</summary>
public class ParticipantsValidationTests
{
    private static readonly Serve Valid = TestData.InLayer(20_000, 50_000);

    public static TheoryData<Serve, string, string> Faults() =>
        new()
        {
            { With(p => p with { Layer = null, Holdout = null }), "", FaultCodes.Missing },
            { With(p => p with { Layer = TestData.Range("", 0, 1) }), "/layer/salt", FaultCodes.Missing },
            { With(p => p with { Layer = TestData.Range(new string('s', 1001), 0, 1) }), "/layer/salt", FaultCodes.TooLong },
            { With(p => p with { Layer = TestData.Range("s", 0, 1) with { Key = "a b" } }), "/layer/key", FaultCodes.InvalidKey },
            { With(p => p with { Layer = TestData.Range("s", -1, 1) }), "/layer", FaultCodes.OutOfRange },
            { With(p => p with { Layer = TestData.Range("s", 0, 100_001) }), "/layer", FaultCodes.OutOfRange },
            { With(p => p with { Layer = TestData.Range("s", 5, 5) }), "/layer", FaultCodes.OutOfRange },
            { With(p => p with { Holdout = TestData.Range("s", 6, 5) }), "/holdout", FaultCodes.OutOfRange },
            { With(p => p with { Holdout = new() }), "/holdout/salt", FaultCodes.Missing },
            { With(p => p with { Rollout = null! }), "/rollout", FaultCodes.WeightSum },
            { With(p => p with { Rollout = [new("on", 99_999)] }), "/rollout", FaultCodes.WeightSum },
            { With(p => p with { Rollout = [new("gone", 100_000)] }), "/rollout/0/variant", FaultCodes.UnknownVariant },
            { Valid with { Rollout = TestData.Split(1).Rollout }, "", FaultCodes.ServeOneOf },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_reported_with_its_path_and_code(Serve fallthrough, string path, string code) =>
        Assert.Contains(Validate(fallthrough), fault => fault.Path == $"flags/f/fallthrough/participants{path}" && fault.Code == code);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 100_000)]
    [InlineData(99_999, 100_000)]
    public void A_range_within_the_buckets_is_valid(int from, int to) => Assert.Empty(Validate(TestData.InLayer(from, to)));

    [Fact]
    public void The_control_must_be_a_variant_of_the_flag()
    {
        var fault = Assert.Single(Validate(Valid with { Variant = "purple" }));

        Assert.Equal(("flags/f/fallthrough/variant", FaultCodes.UnknownVariant), (fault.Path, fault.Code));
    }

    [Fact]
    public void Participants_without_a_variant_for_the_others_are_refused()
    {
        var fault = Assert.Single(Validate(Valid with { Variant = null }));

        Assert.Equal(("flags/f/fallthrough", FaultCodes.ServeOneOf), (fault.Path, fault.Code));
    }

    [Fact]
    public void A_rule_has_no_participants()
    {
        var flag = TestData.Flag("f") with
        {
            Rules =
            [
                new()
                {
                    Id = "r",
                    When = [TestData.Clause("plan", Operators.In, "[1]")],
                    Serve = Valid,
                },
            ],
        };

        var fault = Assert.Single(SnapshotValidator.Validate(TestData.Snapshot(flag)));

        Assert.Equal(("flags/f/rules/0/serve/participants", FaultCodes.NotInRule), (fault.Path, fault.Code));
    }

    private static Serve With(Func<Participants, Participants> edit) => Valid with { Participants = edit(Valid.Participants!) };

    private static IReadOnlyList<SnapshotFault> Validate(Serve fallthrough) =>
        SnapshotValidator.Validate(TestData.Snapshot(TestData.Flag("f") with { Fallthrough = fallthrough }));
}
