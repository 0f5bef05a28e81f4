using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>
/// Finds the members of a body that its type does not have. A misspelt member that is ignored says something else than
/// its sender meant: a rule whose conditions were called "clauses" matched everyone.
/// </summary>
internal sealed class UnknownMembers
{
    /// <summary>Faults that are told; a body may hold a hundred thousand.</summary>
    private const int MostTold = 50;

    private readonly JsonSerializerOptions options;
    private readonly StringComparison comparison;
    private readonly Dictionary<string, string[]> found = [];
    private int more;

    private UnknownMembers(JsonSerializerOptions options, bool asWritten)
    {
        this.options = options;
        comparison = options.PropertyNameCaseInsensitive && !asWritten ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    }

    /// <summary>Null when all members are known.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="type">What is read from it; null when nothing is.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="asWritten">A merge patch is merged by names as they are written, upper and lower case too.</param>
    public static Refusal? In(JsonElement body, Type? type, JsonSerializerOptions options, bool asWritten)
    {
        var members = new UnknownMembers(options, asWritten);
        members.Look(body, type is null ? null : options.GetTypeInfo(type), "");
        if (members.more > 0)
        {
            members.found[""] = [$"{members.more} more members are not known."];
        }

        return members.found.Count == 0 ? null : new Refusal.Invalid(members.found);
    }

    private void Look(JsonElement element, JsonTypeInfo? type, string path)
    {
        switch (element.ValueKind, type?.Kind)
        {
            case (JsonValueKind.Object, null or JsonTypeInfoKind.Object):
                LookAtMembers(element, Known(type), path);
                break;
            case (JsonValueKind.Object, JsonTypeInfoKind.Dictionary) when type!.ElementType is { } valueType:
                foreach (var member in element.EnumerateObject())
                {
                    Look(member.Value, options.GetTypeInfo(valueType), Inside(path, member.Name));
                }

                break;
            case (JsonValueKind.Array, JsonTypeInfoKind.Enumerable) when type!.ElementType is { } itemType:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Look(item, options.GetTypeInfo(itemType), $"{path}[{index}]");
                }

                break;
        }
    }

    private void LookAtMembers(JsonElement element, IReadOnlyList<JsonPropertyInfo> known, string path)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (known.FirstOrDefault(property => string.Equals(property.Name, member.Name, comparison)) is { } property)
            {
                Look(member.Value, options.GetTypeInfo(property.PropertyType), Inside(path, member.Name));
            }
            else if (found.Count < MostTold)
            {
                var name = NearestName.Shown(member.Name);
                found[Inside(path, name)] = [NearestName.Unknown(member.Name, [.. known.Select(one => one.Name)])];
            }
            else
            {
                more++;
            }
        }
    }

    /// <summary>What can be set: neither what is computed nor what is left out of the JSON.</summary>
    private static IReadOnlyList<JsonPropertyInfo> Known(JsonTypeInfo? type) =>
        type is null ? [] : [.. type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)];

    private static string Inside(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
