using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Waypost.Manager.Http;

namespace Waypost.Manager.Tests.Http;

/// <summary>RFC 7396.</summary>
public sealed class MergePatchTests
{
    private static readonly Gen<JsonNode?> AnyJson = Gen.Recursive<JsonNode?>(
        (depth, inner) =>
            depth > 3
                ? Scalar
                : Gen.Frequency(
                    (3, Scalar),
                    (2, Gen.Dictionary(Gen.Char["abc"].Select(c => $"{c}"), inner)[0, 3].Select(ToObject)),
                    (1, inner.List[0, 3].Select(ToArray))
                )
    );

    private static Gen<JsonNode?> Scalar =>
        Gen.OneOf(
            Gen.Const((JsonNode?)null),
            Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
            Gen.Int[0, 9].Select(i => (JsonNode?)JsonValue.Create(i)),
            Gen.Char["xyz"].Select(c => (JsonNode?)JsonValue.Create($"{c}"))
        );

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_RFC_7396_appendix_A_hold(string target, string patch, string expected) =>
        AssertSame(JsonNode.Parse(expected), Merge(JsonNode.Parse(target), JsonNode.Parse(patch)));

    [Fact]
    public void Merging_a_patch_twice_has_the_effect_of_merging_once() =>
        Gen.Select(AnyJson, AnyJson)
            .Sample(
                (target, patch) =>
                {
                    var once = Merge(target, patch);

                    AssertSame(once, Merge(once, patch));
                }
            );

    [Fact]
    public void Merging_follows_the_pseudocode_of_section_2() =>
        Gen.Select(AnyJson, AnyJson).Sample((target, patch) => AssertSame(Section2(target?.DeepClone(), patch), Merge(target, patch)));

    [Fact]
    public void No_null_is_left_by_a_patch_of_an_object() =>
        AnyJson.Where(p => p is JsonObject).Sample(patch => Assert.False(HoldsNullMember(Merge(new JsonObject(), patch))));

    private static JsonNode? Section2(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
        {
            return patch?.DeepClone();
        }

        var merged = target as JsonObject ?? [];
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                var old = merged[name]?.DeepClone();
                merged[name] = Section2(old, value);
            }
        }

        return merged;
    }

    private static bool HoldsNullMember(JsonNode? node) =>
        node is JsonObject o && o.Any(m => m.Value is null || (m.Value is JsonObject && HoldsNullMember(m.Value)));

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch) =>
        MergePatch.Apply(target?.DeepClone(), JsonElement.Parse(patch?.ToJsonString() ?? "null"));

    private static void AssertSame(JsonNode? expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"Expected {expected?.ToJsonString() ?? "null"}, got {actual?.ToJsonString() ?? "null"}"
        );

    private static JsonNode? ToObject(IEnumerable<KeyValuePair<string, JsonNode?>> members) =>
        new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

    private static JsonNode? ToArray(IEnumerable<JsonNode?> items) => new JsonArray([.. items.Select(i => i?.DeepClone())]);
}
