namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class VariantLinesTests
{
    [Theory]
    [InlineData("short = Solar\nlong = a = b", "string", "short:\"Solar\" long:\"a = b\"")]
    [InlineData("low = 1\n\nhigh = 2.5", "number", "low:1 high:2.5")]
    [InlineData("one = {\"a\":[1]}\ntwo = null", "json", "one:{\"a\":[1]} two:null")]
    public void Variants_are_read_line_by_line(string text, string type, string read)
    {
        var (values, fault) = VariantLines.Read(text, type);

        Assert.Null(fault);
        Assert.Equal(read, string.Join(' ', values.Select(value => $"{value.Key}:{value.Value.GetRawText()}")));
    }

    [Theory]
    [InlineData("no equals sign", "string", "has no key")]
    [InlineData("a = one", "number", "The value of variant 'a' must be a number")]
    [InlineData("a = {", "json", "The value of variant 'a' must be valid JSON")]
    [InlineData("a = 1\na = 2", "number", "is listed twice")]
    public void A_line_that_is_not_a_variant_is_refused(string text, string type, string fault) =>
        Assert.Contains(fault, VariantLines.Read(text, type).Fault, StringComparison.Ordinal);
}
