using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Features;

/// <summary>Flags are found by part of their key, name or description, and by tag; case does not matter.</summary>
public sealed class FindFlagsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Theory]
    [InlineData("search=QUOTE", "quote-form")]
    [InlineData("search=short", "quote-form")]
    [InlineData("search=ADDRESS", "quote-form")]
    [InlineData("search=100%25", "sale")]
    [InlineData("search=_", "sale")]
    [InlineData("search=%5C", "sale")]
    [InlineData("search=form%25s", "")]
    [InlineData("tag=checkout", "quote-form")]
    [InlineData("tag=check", "")]
    [InlineData("tag=A_B", "sale")]
    [InlineData("", "quote-form sale")]
    public async Task A_flag_is_found_by_part_of_its_text_or_by_a_complete_tag(string query, string found)
    {
        var project = await manager.NewProjectAsync();
        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/flags",
                """{"key":"quote-form","name":"Short form","description":"Asks for the address.","tags":["Checkout"]}"""
            )
        ).Expect(201);
        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/flags",
                """{"key":"sale","name":"100% off","description":"C:\\a_b","tags":["a_b"]}"""
            )
        ).Expect(201);

        var flags = (await manager.Viewer.CallAsync($"GET /projects/{project}/flags?{query}")).Expect(200).Body.GetProperty("items");

        Assert.Equal(found, string.Join(' ', flags.EnumerateArray().Select(f => f.GetProperty("key").GetString())));
    }
}
