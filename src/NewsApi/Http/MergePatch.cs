using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;

namespace NewsApi.Http;

/// <summary>A JSON merge patch (RFC 7396): the members to change, with <c>null</c> for those to remove.</summary>
/// <typeparam name="T">What it changes.</typeparam>
public sealed class MergePatch<T> : IFaultyBody, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly JsonReading<JsonObject> _reading;

    private MergePatch(byte[] body) => _reading = JsonReading<JsonObject>.Of(body);

    IReadOnlyList<(string Pointer, string Message)> IFaultyBody.Faults => _reading.Faults;

    object? IFaultyBody.Content => null;

    public static async ValueTask<MergePatch<T>?> BindAsync(HttpContext httpContext) =>
        new(await JsonRequest.ReadAsync(httpContext));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaTypes.MergePatch, MediaTypes.JsonName], typeof(MergePatch<T>)));

    /// <summary>The present value with the changes made to it, or everything in which the result is not valid.</summary>
    /// <param name="present">JSON of the value as it is.</param>
    private JsonReading<T> Apply(JsonObject present)
    {
        var patch = _reading.Value ?? throw new InvalidOperationException("The body was not valid.");
        var changed = Merge(present.DeepClone(), patch)!;
        using var document = JsonDocument.Parse(changed.ToJsonString(NewsJsonContext.Wire.Options));
        var reading = JsonReading<T>.Of(document.RootElement);
        using var removals = JsonDocument.Parse(patch.ToJsonString(NewsJsonContext.Wire.Options));
        var misspelt = JsonFaults.OfRemovals(removals.RootElement, NewsJsonContext.Wire.GetTypeInfo(typeof(T))!);
        return misspelt.Count == 0 ? reading : new(null, [.. reading.Faults, .. misspelt]);
    }

    /// <summary>The present value with the changes made to it.</summary>
    /// <exception cref="RefusedException">With everything in which the result is not valid.</exception>
    internal T ApplyTo(T present)
    {
        var json = JsonSerializer.SerializeToNode(present, NewsJsonContext.Wire.GetTypeInfo(typeof(T))!)!;
        var changed = Apply((JsonObject)json);
        if (changed.Value is not null)
            return changed.Value;
        var faults = new Faults();
        foreach (var (pointer, message) in changed.Faults)
            faults.Add(pointer, message);
        throw RefusedException.Invalid(faults);
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else if (Merge(result[name], value) is var merged && !ReferenceEquals(merged, result[name]))
                result[name] = merged;
        }
        return result;
    }
}
