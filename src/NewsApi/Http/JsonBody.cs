using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace NewsApi.Http;

/// <summary>A JSON body, read so that its faults come out with JSON pointers (RFC 6901) and in words of the contract.</summary>
public sealed class JsonBody<T> : IFaultyBody, IEndpointParameterMetadataProvider
    where T : class
{
    private JsonBody(T? value, IReadOnlyList<(string Pointer, string Message)>? faults) =>
        (_value, Faults) = (value, faults);

    private readonly T? _value;

    public IReadOnlyList<(string Pointer, string Message)>? Faults { get; }

    /// <summary>Only to be read once validation has passed.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The body was not valid.");

    object? IFaultyBody.Content => _value;

    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext httpContext)
    {
        if (!httpContext.Request.HasJsonContentType())
            throw new RefusedException(ProblemType.UnsupportedMediaType, "Send the body as application/json.");
        try
        {
            var value = await JsonSerializer.DeserializeAsync(
                httpContext.Request.Body,
                NewsJsonContext.Wire.GetTypeInfo(typeof(T))!,
                httpContext.RequestAborted
            );
            return value is T content ? new(content, null) : new(null, [("", "The body must be a JSON object.")]);
        }
        catch (JsonException fault)
        {
            return new(null, [(Pointer(fault.Path), Explain(fault))]);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    // System.Text.Json speaks JSONPath ($.ids[3]); its messages name CLR types, which say nothing to a client.
    private static string Pointer(string? path)
    {
        var pointer = new StringBuilder();
        foreach (var step in (path ?? "$").TrimStart('$').Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
            pointer.Append('/').Append(step.Trim('\''));
        return pointer.ToString();
    }

    private static string Explain(JsonException fault) =>
        fault switch
        {
            _ when fault.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) =>
                "There is no member of this name.",
            _ when fault.Message.Contains("missing required properties", StringComparison.Ordinal) =>
                "A required member is missing.",
            _ when fault.Message.Contains("could not be converted", StringComparison.Ordinal) =>
                "The value has the wrong type.",
            _ => $"Not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}.",
        };
}

/// <summary>A body whose faults the validation lists, or whose content it hands to the content's validator.</summary>
public interface IFaultyBody
{
    IReadOnlyList<(string Pointer, string Message)>? Faults { get; }
    object? Content { get; }
}
