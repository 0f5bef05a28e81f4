using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Manager.Http;

/// <summary>
/// Accepts only text that PostgreSQL can store and every SDK can read: an escaped NUL or half a surrogate pair is refused.
/// </summary>
internal static class JsonText
{
    public const string InvalidMessage = "Text must be valid Unicode without NUL characters.";

    public const string Duplicate = "A property appears twice in the JSON: duplicate.";

    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is { } text && KeyRules.IsText(text) ? text : throw new JsonException(InvalidMessage);
        }
        catch (InvalidOperationException e) when (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            // The reader throws this for half a surrogate pair.
            throw new JsonException(InvalidMessage, e);
        }
    }

    public sealed class OfStrings : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? JsonText.Read(ref reader) : throw new JsonException();

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonText.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value);
    }

    /// <summary>For JSON stored as it was sent: values of variants and clauses, merge patches.</summary>
    public sealed class OfElements : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Only a complete body knows its path; inside one, the serializer adds the path.
            var path = reader.CurrentDepth == 0 ? "$" : null;
            var element = JsonElement.ParseValue(ref reader);
            Check(element, path);
            return element;
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

        /// <summary>No deeper than the reader allows: <see cref="JsonSerializerOptions.MaxDepth"/>.</summary>
        private static void Check(JsonElement element, string? path)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String when !IsText(element.GetString):
                    throw new JsonException(InvalidMessage, path, null, null);
                case JsonValueKind.Array:
                    foreach (var (index, item) in element.EnumerateArray().Index())
                    {
                        Check(item, path is null ? null : $"{path}[{index}]");
                    }

                    break;
                case JsonValueKind.Object:
                    CheckMembers(element, path);
                    break;
            }
        }

        private static void CheckMembers(JsonElement element, string? path)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
            {
                if (!IsText(() => member.Name))
                {
                    throw new JsonException(InvalidMessage, path, null, null);
                }

                var inside = path is null ? null : $"{path}.{member.Name}";
                if (!names.Add(member.Name))
                {
                    throw new JsonException(Duplicate, inside, null, null);
                }

                Check(member.Value, inside);
            }
        }

        private static bool IsText(Func<string?> read)
        {
            try
            {
                return KeyRules.IsText(read()!);
            }
            catch (InvalidOperationException)
            {
                // The reader throws this for half a surrogate pair.
                return false;
            }
        }
    }
}
