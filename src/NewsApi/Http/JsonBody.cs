using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>A JSON body, read so that all its faults come out at once, with JSON pointers (RFC 6901) and in words of the
/// contract. The serializer alone stops at the first fault and speaks of CLR types.</summary>
public sealed class JsonBody<T> : IFaultyBody, IEndpointParameterMetadataProvider
    where T : class
{
    private const int MaxDepth = 64;

    private JsonBody(T? value, IReadOnlyList<(string Pointer, string Message)> faults) =>
        (_value, Faults) = (value, faults);

    private readonly T? _value;

    public IReadOnlyList<(string Pointer, string Message)> Faults { get; }

    /// <summary>Only to be read once validation has passed.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The body was not valid.");

    object? IFaultyBody.Content => _value;

    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext httpContext)
    {
        if (!IsPlainJson(httpContext.Request))
            throw new RefusedException(ProblemType.UnsupportedMediaType, ErrorAnswers.SendJson);
        using var body = new MemoryStream();
        await httpContext.Request.Body.CopyToAsync(body, httpContext.RequestAborted);
        return Read(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static bool IsPlainJson(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.Parse(request.ContentType).Charset is var charset
        && (
            !charset.HasValue
            || HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        )
        && request.Headers.ContentEncoding.ToString() is "" or "identity";

    private static JsonBody<T> Read(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        if (text.IsEmpty)
            return Faulty("The body is empty; send a JSON object.");
        if (!Utf8.IsValid(text.Span))
            return Faulty("The body is not valid UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var type = NewsJsonContext.Wire.GetTypeInfo(typeof(T))!;
            var faults = JsonFaults.Of(document.RootElement, type);
            return new(faults.Count == 0 ? (T?)document.RootElement.Deserialize(type) : null, faults);
        }
        catch (JsonException fault)
        {
            return Faulty(
                $"Not valid JSON (of up to {MaxDepth} levels) at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}."
            );
        }
    }

    private static JsonBody<T> Faulty(string message) => new(null, [("", message)]);
}

/// <summary>A body whose faults the validation lists, or whose content it hands to the content's validator.</summary>
public interface IFaultyBody
{
    IReadOnlyList<(string Pointer, string Message)> Faults { get; }
    object? Content { get; }
}
