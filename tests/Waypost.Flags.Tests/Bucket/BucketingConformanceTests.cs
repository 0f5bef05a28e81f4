using System.Text;

namespace Waypost.Flags.Tests.Bucket;

public class BucketingConformanceTests
{
    public static TheoryData<string, string, uint, int> Cases()
    {
        var cases = new TheoryData<string, string, uint, int>();
        foreach (var @case in ConformanceFile.Read("bucketing.json").GetProperty("cases").EnumerateArray())
        {
            cases.Add(
                @case.GetProperty("salt").GetString()!,
                @case.GetProperty("targetingKey").GetString()!,
                @case.GetProperty("hash").GetUInt32(),
                @case.GetProperty("bucket").GetInt32()
            );
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_key_falls_into_the_bucket_every_implementation_agrees_on(string salt, string targetingKey, uint hash, int bucket)
    {
        Assert.Equal(hash, Bucketing.Hash(salt, targetingKey));
        Assert.Equal(bucket, Bucketing.Bucket(salt, targetingKey));
    }

    [Theory]
    [InlineData("", 0x02CC5D05)]
    [InlineData("abc", 0x32D153FF)]
    public void The_hash_is_xxh32_with_seed_0(string text, uint hash) =>
        Assert.Equal(hash, System.IO.Hashing.XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(text)));
}
