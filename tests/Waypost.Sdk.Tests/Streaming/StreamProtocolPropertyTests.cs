using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Waypost.Flags;
using Waypost.Sdk.Streaming;
using Waypost.Sdk.Tests.Support;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class StreamProtocolPropertyTests
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
        Gen.Byte.Array[0, 40].Select(StreamEvent (bytes) => StreamEvent.Parse("put", bytes))
    );

    [Fact, Trait("Fault", "5")]
    public void Within_an_epoch_versions_only_rise_and_the_flags_match_their_version()
    {
        var replacements = 0;
        Events
            .List[0, 30]
            .Sample(events =>
            {
                Snapshot? current = null;
                foreach (var received in events)
                {
                    if (StreamProtocol.Decide(current, received) is StreamAction.Replace { Snapshot: var next })
                    {
                        Assert.True(current is null || current.Epoch != next.Epoch || current.Version < next.Version);
                        Assert.Equal(Snapshots.At(next.Version, next.Epoch), next);
                        current = next;
                        Interlocked.Increment(ref replacements);
                    }
                }
            });

        Assert.True(replacements > 0);
    }

    [Fact, Trait("Fault", "12")]
    public void A_damaged_snapshot_never_loses_the_current_flags()
    {
        var bytes = Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(Snapshots.At(7, more: Snapshots.Experiment("other")), FlagsJson.Default.Snapshot)
        );
        var damage = Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length]);

        damage.Sample(
            (position, value, length) =>
            {
                var store = new FlagStore(this, NullLogger.Instance);
                store.Replace(Snapshots.At(4));
                var damaged = bytes[..Math.Max(length, position + 1)];
                damaged[position] = value;

                var before = store.Snapshot;

                var action = StreamProtocol.Apply(store, StreamEvent.Parse("put", damaged));

                Assert.Same(action is StreamAction.Replace replace ? replace.Snapshot : before, store.Snapshot);
                Evaluator.Evaluate(store.Current, "quote-form", FlagType.Boolean, EvaluationContext.For("u"));
            }
        );
    }

    [Theory, Trait("Fault", "12")]
    [InlineData("""{"project":"p","environment":"e","epoch":"k3J9xQ2b","version":9,"flags":null,"segments":null}""")]
    [InlineData(
        """
            {"project":"p","environment":"e","epoch":"k3J9xQ2b","version":9,"flags":
            [{"key":"a","type":"boolean","salt":"s","variants":null,"offVariant":null,"fallthrough":null,"rules":null}]}
            """
    )]
    public void Unexpected_nulls_do_not_break_evaluations(string json)
    {
        var store = new FlagStore(this, NullLogger.Instance);
        store.Replace(Snapshots.At(4));

        StreamProtocol.Apply(store, StreamEvent.Parse("put", Encoding.UTF8.GetBytes(json)));

        Assert.True(Evaluator.Evaluate(store.Current, "a", FlagType.Boolean, EvaluationContext.For("u")).Or(true));
    }
}
