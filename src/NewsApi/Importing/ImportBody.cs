using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Importing;

/// <summary>A line of an import: a story, a section or a tag.</summary>
[JsonForms(typeof(ImportedStory), typeof(ImportedSection), typeof(ImportedTag))]
public sealed class ImportLine;

/// <summary>The body of an import, which is read while it arrives and may be of any size.</summary>
public sealed class ImportBody : IEndpointParameterMetadataProvider
{
    private const string Gzip = "gzip";

    private readonly HttpRequest _request;

    private ImportBody(HttpRequest request) => _request = request;

    /// <exception cref="RefusedException">It comes in a coding that is not known here.</exception>
    public static ValueTask<ImportBody?> BindAsync(HttpContext httpContext)
    {
        var coding = httpContext.Request.Headers.ContentEncoding.ToString();
        return coding is "" or "identity" or Gzip
            ? new(new ImportBody(httpContext.Request))
            : throw new RefusedException(
                ProblemType.UnsupportedMediaType,
                $"Send the lines in UTF-8, as they are or with Content-Encoding: {Gzip}."
            );
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaTypes.JsonLines], typeof(ImportLine)));

    /// <summary>The lines, unpacked.</summary>
    public Stream Open()
    {
        // What bounds the memory is the length of a line.
        if (_request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        return _request.Headers.ContentEncoding.ToString() == Gzip ? GzipInput.Unpack(_request.Body) : _request.Body;
    }
}
