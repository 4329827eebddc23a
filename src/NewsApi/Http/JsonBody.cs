using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Metadata;

namespace NewsApi.Http;

/// <summary>A JSON body, read so that all its faults come out at once, with JSON pointers (RFC 6901) and in words of the
/// contract. The serializer alone stops at the first fault and speaks of CLR types.</summary>
public sealed class JsonBody<T> : IFaultyBody, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly JsonReading<T> _reading;

    private JsonBody(byte[] body)
    {
        _reading = JsonReading<T>.Of(body);
        Hash = SHA256.HashData(body);
    }

    public IReadOnlyList<(string Pointer, string Message)> Faults => _reading.Faults;

    /// <summary>Only to be read once validation has passed.</summary>
    public T Value => _reading.Value ?? throw new InvalidOperationException("The body was not valid.");

    /// <summary>SHA-256 of the bytes as they came.</summary>
    public byte[] Hash { get; }

    object? IFaultyBody.Content => _reading.Value;

    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext httpContext) =>
        new(await JsonRequest.ReadAsync(httpContext));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaTypes.JsonName], typeof(T)));
}

/// <summary>A body whose faults the validation lists, or whose content it hands to the content's validator.</summary>
public interface IFaultyBody
{
    IReadOnlyList<(string Pointer, string Message)> Faults { get; }
    object? Content { get; }
}
