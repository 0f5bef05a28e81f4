using System.Diagnostics.Metrics;
using System.Text.Json;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;

namespace Waypost.Sdk.Tests;

public sealed class EvaluationTests
{
    private static readonly JsonElement Document = JsonElement.Parse("""{"rows":3}""");

    private static Flag CreateFlag(string key, FlagType type, string value) =>
        Snapshots.QuoteForm(true) with
        {
            Key = key,
            Type = type,
            Variants = new Dictionary<string, JsonElement> { ["a"] = JsonElement.Parse(value), ["b"] = JsonElement.Parse(value) },
            OffVariant = "b",
            Fallthrough = new() { Variant = "a" },
        };

    private static WaypostClient CreateClient(Snapshot? snapshot)
    {
        var client = new WaypostClient(new() { Offline = true });
        if (snapshot is not null)
        {
            client.SetFlags(snapshot);
        }

        return client;
    }

    private static WaypostClient ClientWithAllTypes() =>
        CreateClient(
            Snapshots.At(
                2,
                more:
                [
                    CreateFlag("headline", FlagType.String, "\"Sun\""),
                    CreateFlag("limit", FlagType.Number, "2.5"),
                    CreateFlag("layout", FlagType.Json, """{"rows":4}"""),
                ]
            )
        );

    [Fact]
    public async Task Each_flag_type_returns_its_value()
    {
        await using var client = ClientWithAllTypes();
        var context = EvaluationContext.For("julia m", ("plan", "beta"));

        Assert.True(client.EvaluateFlag("quote-form", context, false));
        Assert.Equal("Sun", client.EvaluateFlag("headline", context, "none"));
        Assert.Equal(2.5, client.EvaluateFlag("limit", context, 0));
        Assert.Equal(4, client.EvaluateFlag("layout", context, Document).GetProperty("rows").GetInt32());
        Assert.True(client.EvaluateFlag("quote-form", "julia m", false));
        Assert.Equal("Sun", client.EvaluateFlag("headline", "julia m", "none"));
        Assert.Equal(2.5, client.EvaluateFlag("limit", "julia m", 0));
        Assert.Equal(4, client.EvaluateFlag("layout", "julia m", Document).GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task The_detail_has_variant_and_reason()
    {
        await using var client = ClientWithAllTypes();

        var detail = client.EvaluateFlagDetail("headline", "julia m", "none");

        Assert.Equal(("headline", "Sun", "a", EvaluationReason.Static), (detail.FlagKey, detail.Value, detail.Variant, detail.Reason));
        Assert.False(detail.IsError);
    }

    [Fact]
    public async Task Without_flags_the_default_is_returned_with_the_reason()
    {
        await using var client = CreateClient(null);

        var detail = client.EvaluateFlagDetail("quote-form", "julia m", true);

        Assert.True(detail.Value);
        Assert.Equal((EvaluationReason.Error, EvaluationErrorCode.ProviderNotReady), (detail.Reason, detail.ErrorCode));
    }

    [Fact]
    public async Task A_wrong_type_or_an_unknown_flag_returns_the_default()
    {
        await using var client = ClientWithAllTypes();

        Assert.Equal(EvaluationErrorCode.TypeMismatch, client.EvaluateFlagDetail("quote-form", "u", "text").ErrorCode);
        Assert.Equal("text", client.EvaluateFlag("quote-form", "u", "text"));
        Assert.Equal(EvaluationErrorCode.FlagNotFound, client.EvaluateFlagDetail("nothing", "u", 7d).ErrorCode);
        Assert.Equal(3, client.EvaluateFlag("quote-form", "u", Document).GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task Null_arguments_do_not_throw()
    {
        await using var client = CreateClient(Snapshots.At(2, more: Snapshots.Experiment("split")));

        Assert.True(client.EvaluateFlag(null!, (string)null!, true));
        Assert.Null(client.EvaluateFlag("nothing", EvaluationContext.Anonymous, (string)null!));
        Assert.Equal(EvaluationErrorCode.TargetingKeyMissing, client.EvaluateFlagDetail("split", (string)null!, true).ErrorCode);
        Assert.Equal(JsonValueKind.Undefined, client.EvaluateFlag(null!, default(EvaluationContext), default(JsonElement)).ValueKind);
    }

    [Fact]
    public async Task Evaluations_allocate_no_memory()
    {
        await using var client = new WaypostClient(new() { Offline = true, OnExposure = _ => { } });
        client.SetFlags(
            Snapshots.At(
                2,
                more:
                [
                    CreateFlag("headline", FlagType.String, "\"Sun\""),
                    CreateFlag("limit", FlagType.Number, "2.5"),
                    Snapshots.Experiment("split"),
                ]
            )
        );
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            for (var i = 0; i < 1000; i++)
            {
                client.EvaluateFlag("quote-form", "julia m", false);
                client.EvaluateFlag("headline", "julia m", "none");
                client.EvaluateFlag("limit", EvaluationContext.For("julia m"), 0);
                client.EvaluateFlag("split", "julia m", false);
            }
        }
    }

    [Fact]
    public async Task Evaluations_are_counted_by_flag_and_reason_but_not_by_user()
    {
        await using var client = CreateClient(Snapshots.At(2));
        var key = $"unknown-{Guid.NewGuid()}";
        var counted = new List<KeyValuePair<string, object?>[]>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "waypost.sdk.evaluations")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) =>
            {
                lock (counted)
                {
                    counted.Add(tags.ToArray());
                }
            }
        );
        listener.Start();

        client.EvaluateFlag(key, "julia m", false);

        var tags = Assert.Single(counted, tags => Equals(tags[0].Value, key));
        Assert.Equal([new("feature_flag.key", key), new("feature_flag.result.reason", "error")], tags);
    }
}
