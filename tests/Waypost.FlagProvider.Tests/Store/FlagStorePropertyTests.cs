using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Flags;

namespace Waypost.FlagProvider.Tests.Store;

/// <summary>Properties that hold for any order of arrival: versions never go back, and every event leads to the served snapshot.</summary>
public class FlagStorePropertyTests
{
    private static readonly Gen<List<Flag>> Flags = Gen.Select(Gen.Int[0, 4], Gen.Bool)
        .List[0, 4]
        .Select(drawn =>
            drawn
                .DistinctBy(flag => flag.Item1)
                .Select(flag => TestData.Flag($"flag-{flag.Item1}", flag.Item2))
                .OrderBy(flag => flag.Key, StringComparer.Ordinal)
                .ToList()
        );

    [Fact]
    public void A_version_never_goes_back_within_its_epoch() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 2], Gen.Bool)
            .List[1, 40]
            .Sample(arrivals =>
            {
                var store = new FlagStore(new FakeTimeProvider());
                var before = default(SnapshotVersion);
                foreach (var (version, epoch, isPatch) in arrivals)
                {
                    _ = isPatch
                        ? store.Apply(TestData.Production, TestData.Patch(version - 1, version, $"e{epoch}"))
                        : store.Apply(TestData.Snapshot(version, $"e{epoch}"), SnapshotSource.Manager);
                    if (store.Find(TestData.Production)?.Current?.Version is { } now)
                    {
                        Assert.False(now.Epoch == before.Epoch && now.Version < before.Version, $"{before} became {now}");
                        before = now;
                    }
                }
            });

    [Fact]
    public void The_event_from_any_version_leads_to_the_snapshot_served() =>
        Gen.Select(Flags, Gen.Bool)
            .List[2, 15]
            .Sample(
                versions =>
                {
                    var states = new List<EnvironmentState>();
                    foreach (var (flags, asPatch) in versions)
                    {
                        var snapshot = TestData.Snapshot(states.Count + 1) with { Flags = flags };
                        states.Add(
                            states.Count == 0 ? EnvironmentState.From(snapshot)
                            : asPatch ? states[^1].Apply(Patch.Between(states[^1].Snapshot, snapshot))!
                            : states[^1].Apply(snapshot)
                        );
                    }

                    var served = states[^1];
                    Assert.Equal(versions[^1].Item1, served.Snapshot.Flags);
                    foreach (var state in states)
                    {
                        Assert.Equal(served.Snapshot, ApplyFrame(served.FrameSince(state.Version), state.Snapshot));
                    }

                    Assert.Equal(served.Snapshot, ApplyFrame(served.FrameSince(null), null));
                },
                iter: 300
            );

    /// <summary>The snapshot a client has after the event.</summary>
    private static Snapshot ApplyFrame(ReadOnlyMemory<byte> frame, Snapshot? snapshot)
    {
        var lines = Encoding.UTF8.GetString(frame.Span).Split('\n');
        var data = lines[2]["data: ".Length..];
        return lines[0] == "event: put"
            ? JsonSerializer.Deserialize(data, FlagsJson.Default.Snapshot)!
            : Patch.Apply(snapshot!, JsonSerializer.Deserialize(data, FlagsJson.Default.SnapshotPatch)!);
    }
}
