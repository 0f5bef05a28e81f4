using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>
/// Finds the members of a body that its type does not have. Ignoring a misspelt member would change the meaning of the
/// request: a rule whose conditions were called "clauses" would match everyone.
/// </summary>
internal sealed class UnknownMembers
{
    /// <summary>Maximum number of reported members; a body may contain many more.</summary>
    private const int MaxReported = 50;

    private readonly JsonSerializerOptions options;
    private readonly StringComparison comparison;
    private readonly Dictionary<string, string[]> found = [];
    private int more;

    private UnknownMembers(JsonSerializerOptions options, bool caseSensitive)
    {
        this.options = options;
        comparison = options.PropertyNameCaseInsensitive && !caseSensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    }

    /// <summary>Null when all members are known.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="type">What it is read as; null if the endpoint reads no body.</param>
    /// <param name="options">The serializer options.</param>
    /// <param name="caseSensitive">Merge patches match member names by case.</param>
    public static Refusal? In(JsonElement body, Type? type, JsonSerializerOptions options, bool caseSensitive)
    {
        var members = new UnknownMembers(options, caseSensitive);
        members.Visit(body, type is null ? null : options.GetTypeInfo(type), "");
        if (members.more > 0)
        {
            members.found[""] = [$"{members.more} more members are unknown."];
        }

        return members.found.Count == 0 ? null : new Refusal.Invalid(members.found);
    }

    private void Visit(JsonElement element, JsonTypeInfo? type, string path)
    {
        switch (element.ValueKind, type?.Kind)
        {
            case (JsonValueKind.Object, null or JsonTypeInfoKind.Object):
                VisitMembers(element, Known(type), path);
                break;
            case (JsonValueKind.Object, JsonTypeInfoKind.Dictionary) when type!.ElementType is { } valueType:
                foreach (var member in element.EnumerateObject())
                {
                    Visit(member.Value, options.GetTypeInfo(valueType), Combine(path, member.Name));
                }

                break;
            case (JsonValueKind.Array, JsonTypeInfoKind.Enumerable) when type!.ElementType is { } itemType:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Visit(item, options.GetTypeInfo(itemType), $"{path}[{index}]");
                }

                break;
        }
    }

    private void VisitMembers(JsonElement element, IReadOnlyList<JsonPropertyInfo> known, string path)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (known.FirstOrDefault(property => string.Equals(property.Name, member.Name, comparison)) is { } property)
            {
                Visit(member.Value, options.GetTypeInfo(property.PropertyType), Combine(path, member.Name));
            }
            else if (found.Count < MaxReported)
            {
                var name = NameSuggestions.Shorten(member.Name);
                found[Combine(path, name)] = [NameSuggestions.UnknownMessage(member.Name, [.. known.Select(one => one.Name)])];
            }
            else
            {
                more++;
            }
        }
    }

    /// <summary>Settable members: neither computed nor ignored ones.</summary>
    private static IReadOnlyList<JsonPropertyInfo> Known(JsonTypeInfo? type) =>
        type is null ? [] : [.. type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)];

    private static string Combine(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
