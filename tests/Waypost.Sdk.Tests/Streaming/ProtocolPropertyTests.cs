using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Waypost.Flags;
using Waypost.Sdk.Streaming;
using Waypost.Sdk.Tests.Support;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class ProtocolPropertyTests
{
    private static readonly Gen<string> Epochs = Gen.Bool.Select(first => first ? "one" : "two");

    private static readonly Gen<StreamEvent> Events = Gen.OneOf(
        Gen.Select(Gen.Long[0, 20], Epochs, StreamEvent (version, epoch) => new StreamEvent.Put(Snapshots.At(version, epoch))),
        Gen.Select(
            Gen.Long[0, 20],
            Gen.Long[0, 20],
            Epochs,
            StreamEvent (from, to, epoch) => new StreamEvent.Change(Snapshots.Between(from, to) with { Epoch = epoch })
        ),
        Gen.Byte.Array[0, 40].Select(StreamEvent (bytes) => StreamEvent.Read("put", bytes))
    );

    [Fact, Trait("Fault", "5")]
    public void Whatever_comes_versions_only_rise_within_an_epoch_and_contents_match_their_version() =>
        Events
            .List[0, 30]
            .Sample(events =>
            {
                Snapshot? held = null;
                foreach (var came in events)
                {
                    if (StreamProtocol.Decide(held, came) is StreamAction.Take take)
                    {
                        Assert.True(held is null || held.Epoch != take.Snapshot.Epoch || held.Version < take.Snapshot.Version);
                        Assert.Equal(Snapshots.At(take.Snapshot.Version, take.Snapshot.Epoch), take.Snapshot);
                        held = take.Snapshot;
                    }
                }
            });

    [Fact, Trait("Fault", "12")]
    public void Any_damage_to_a_snapshot_is_survived()
    {
        var bytes = Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(Snapshots.At(7, more: Snapshots.Experiment("other")), FlagsJson.Default.Snapshot)
        );
        var damage = Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length]);

        damage.Sample(
            (at, value, length) =>
            {
                var store = new FlagStore(this, NullLogger.Instance);
                store.Replace(Snapshots.At(4));
                var damaged = bytes[..Math.Max(length, at + 1)];
                damaged[at] = value;

                store.Apply(StreamEvent.Read("put", damaged));

                Assert.NotNull(store.Held);
            }
        );
    }

    [Theory, Trait("Fault", "12")]
    [InlineData("""{"project":"p","environment":"e","epoch":"k3J9xQ2b","version":9,"flags":null,"segments":null}""")]
    [InlineData(
        """{"project":"p","environment":"e","epoch":"k3J9xQ2b","version":9,"flags":[{"key":"a","type":"boolean","salt":"s","variants":null,"offVariant":null,"fallthrough":null,"rules":null}]}"""
    )]
    public void Nulls_where_the_model_has_none_are_survived(string json)
    {
        var store = new FlagStore(this, NullLogger.Instance);
        store.Replace(Snapshots.At(4));

        store.Apply(StreamEvent.Read("put", Encoding.UTF8.GetBytes(json)));

        Assert.True(Evaluator.Evaluate(store.Current, "a", FlagType.Boolean, EvaluationContext.For("u")).Or(true));
    }
}
