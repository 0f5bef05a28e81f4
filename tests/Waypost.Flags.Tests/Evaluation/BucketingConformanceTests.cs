using System.Text;

namespace Waypost.Flags.Tests;

public class BucketingConformanceTests
{
    public static TheoryData<string, string, uint, int> Cases()
    {
        var cases = new TheoryData<string, string, uint, int>();
        foreach (var @case in ConformanceFile.ReadCases("bucketing.json", minimum: 84))
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
    public void A_key_gets_the_bucket_that_all_implementations_agree_on(string salt, string targetingKey, uint hash, int bucket)
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
