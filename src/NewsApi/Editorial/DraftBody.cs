using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Metadata;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>A whole draft as the body of a request. Only its form is checked here; everything else is the review's, which
/// tells all other faults at once.</summary>
/// <remarks>A <c>PUT</c> may send back what a <c>GET</c> answered, so it passes over the members that are not an editor's to
/// write; a new story has none of them.</remarks>
public sealed class DraftBody : IFaultyBody, IEndpointParameterMetadataProvider
{
    private readonly JsonReading<ArticleDraft> _reading;

    private DraftBody(byte[] body, bool isWhole)
    {
        _reading = JsonReading<ArticleDraft>.Of(body, isWhole ? EditorialArticle.OwnMembers : null);
        Hash = SHA256.HashData(body);
    }

    public IReadOnlyList<(string Pointer, string Message)> Faults => _reading.Faults;

    public ArticleDraft Value => _reading.Value ?? throw new InvalidOperationException("The body was not valid.");

    /// <summary>SHA-256 of the bytes as they came.</summary>
    public byte[] Hash { get; }

    object? IFaultyBody.Content => null;

    public static async ValueTask<DraftBody?> BindAsync(HttpContext httpContext) =>
        new(await JsonRequest.ReadAsync(httpContext), HttpMethods.IsPut(httpContext.Request.Method));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaTypes.JsonName], typeof(ArticleDraft)));
}
