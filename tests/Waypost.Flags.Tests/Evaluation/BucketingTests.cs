using System.IO.Hashing;
using System.Text;

namespace Waypost.Flags.Tests;

public class BucketingTests
{
    /// <summary>Around the length up to which the hash is computed on the stack (512 bytes, three for each character).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(166)]
    [InlineData(167)]
    [InlineData(168)]
    [InlineData(169)]
    [InlineData(100_000)]
    public void A_key_of_any_length_is_hashed_as_utf8(int length)
    {
        var key = new string('名', length);

        Assert.Equal(XxHash32.HashToUInt32(Encoding.UTF8.GetBytes("Jx3kQ0aZ:" + key)), Bucketing.Hash("Jx3kQ0aZ", key));
    }

    [Fact]
    public void An_unpaired_surrogate_is_hashed_as_the_replacement_character() =>
        Assert.Equal(Bucketing.Hash("s", "a\ufffdb"), Bucketing.Hash("s", "a\ud800b"));

    [Fact]
    public void A_bucket_needs_a_salt_and_a_targeting_key()
    {
        Assert.Throws<ArgumentNullException>("salt", () => Bucketing.Bucket((string)null!, "user-1"));
        Assert.Throws<ArgumentNullException>("targetingKey", () => Bucketing.Bucket("salt", null!));
    }

    [Fact]
    public void A_flag_without_a_salt_is_split_as_with_an_empty_one()
    {
        var flag = TestData.Flag() with { Salt = null! };
        var bucket = Bucketing.Bucket("", "user-1");

        Assert.Equal("off", Serve(bucket));
        Assert.Equal("on", Serve(bucket + 1));

        string? Serve(int weight) =>
            TestData
                .Snapshot(flag with { Fallthrough = TestData.Split(weight) })
                .Evaluate("quote-form", EvaluationContext.For("user-1"))
                .Variant;
    }
}
