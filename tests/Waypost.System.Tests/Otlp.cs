using System.Globalization;
using Google.Protobuf;

namespace Waypost.System.Tests;

/// <param name="Service">service.name</param>
/// <param name="Instance">service.instance.id</param>
/// <param name="ParentId">Empty for the root of a trace.</param>
internal sealed record ReceivedSpan(
    string Service,
    string Instance,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    int Kind,
    IReadOnlyDictionary<string, string> Tags
);

/// <param name="Severity">OpenTelemetry's number: 5 Debug, 9 Information, 13 Warning, 17 Error.</param>
internal sealed record ReceivedLog(string Service, string Category, int Severity, string Text);

/// <summary>
/// Reads the parts of OTLP's protobuf messages that the tests need, with the field numbers of opentelemetry-proto 1.x.
/// </summary>
internal static class Otlp
{
    internal static IEnumerable<ReceivedSpan> Spans(byte[] request) =>
        from resourceSpans in Message.Parse(request).All(1)
        let resource = Attributes(resourceSpans.All(1).Single().All(1))
        from span in resourceSpans.All(2).SelectMany(scope => scope.All(2))
        select new ReceivedSpan(
            resource.GetValueOrDefault("service.name", ""),
            resource.GetValueOrDefault("service.instance.id", ""),
            span.Hex(1),
            span.Hex(2),
            span.Hex(4),
            span.Text(5),
            (int)span.Number(6),
            Attributes(span.All(9))
        );

    internal static IEnumerable<ReceivedLog> Logs(byte[] request) =>
        from resourceLogs in Message.Parse(request).All(1)
        let resource = Attributes(resourceLogs.All(1).Single().All(1))
        from scope in resourceLogs.All(2)
        from log in scope.All(2)
        select new ReceivedLog(
            resource.GetValueOrDefault("service.name", ""),
            scope.All(1).Single().Text(1),
            (int)log.Number(2),
            log.All(5).SingleOrDefault()?.Text(1) ?? ""
        );

    private static Dictionary<string, string> Attributes(IEnumerable<Message> pairs) =>
        pairs.GroupBy(pair => pair.Text(1)).ToDictionary(pair => pair.Key, pair => Value(pair.Last().All(2).SingleOrDefault()));

    private static string Value(Message? any) =>
        any is null ? ""
        : any.Has(1) ? any.Text(1)
        : any.Has(3) ? any.Number(3).ToString(CultureInfo.InvariantCulture)
        : any.Has(2) ? (any.Number(2) != 0).ToString()
        : "";

    /// <summary>A protobuf message as fields by number, not yet interpreted.</summary>
    private sealed class Message
    {
        private readonly List<(int Field, ByteString Bytes, ulong Number)> fields = [];

        internal static Message Parse(byte[] bytes)
        {
            var message = new Message();
            var input = new CodedInputStream(bytes);
            while (input.ReadTag() is not 0 and var tag)
            {
                var field = WireFormat.GetTagFieldNumber(tag);
                message.fields.Add(
                    WireFormat.GetTagWireType(tag) switch
                    {
                        WireFormat.WireType.LengthDelimited => (field, input.ReadBytes(), 0),
                        WireFormat.WireType.Varint => (field, ByteString.Empty, input.ReadUInt64()),
                        WireFormat.WireType.Fixed64 => (field, ByteString.Empty, input.ReadFixed64()),
                        WireFormat.WireType.Fixed32 => (field, ByteString.Empty, input.ReadFixed32()),
                        var other => throw new InvalidDataException($"Unexpected wire type {other}."),
                    }
                );
            }

            return message;
        }

        internal bool Has(int field) => fields.Any(one => one.Field == field);

        internal IEnumerable<Message> All(int field) =>
            fields.Where(one => one.Field == field).Select(one => Parse(one.Bytes.ToByteArray()));

        internal string Text(int field) => fields.LastOrDefault(one => one.Field == field).Bytes?.ToStringUtf8() ?? "";

        internal string Hex(int field) =>
            Convert.ToHexStringLower((fields.LastOrDefault(one => one.Field == field).Bytes ?? ByteString.Empty).Span);

        internal ulong Number(int field) => fields.LastOrDefault(one => one.Field == field).Number;
    }
}
