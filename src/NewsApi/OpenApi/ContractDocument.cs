using System.Globalization;
using System.Text;
using Microsoft.OpenApi;
using NewsApi.Http;
using Swashbuckle.AspNetCore.Swagger;

namespace NewsApi.OpenApi;

/// <summary>The document as it is served: made once, at the first request for it. It says nothing of the machine, so that
/// every instance serves the same bytes.</summary>
public sealed class ContractDocument(ISwaggerProvider provider)
{
    private static readonly Freshness Lasting = Freshness.For(TimeSpan.FromMinutes(5));

    private readonly Lazy<ReadOnlyMemory<byte>> _content = new(() => Write(provider.GetSwagger(Contract.Version)));

    // A new document comes with a new program only.
    private readonly DateTimeOffset _changedAt = new(File.GetLastWriteTimeUtc(XmlTexts.Path));

    public Representation ToAnswer() =>
        new(_content.Value, MediaTypes.Json)
        {
            ChangedAt = _changedAt,
            Freshness = Lasting,
            SurrogateKeys = ["openapi"],
        };

    private static ReadOnlyMemory<byte> Write(OpenApiDocument document)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAs(OpenApiSpecVersion.OpenApi3_1, new OpenApiJsonWriter(text));
        text.WriteLine();
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
