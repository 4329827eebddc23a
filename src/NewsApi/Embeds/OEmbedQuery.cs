using System.ComponentModel.DataAnnotations;
using NewsApi.Http;

namespace NewsApi.Embeds;

/// <param name="Url" example="/stories/how-the-world-mended-the-ozone-layer">Address of the story: its <c>webUrl</c> or <c>apiUrl</c>, or one that it had before. A path alone is one of this service.</param>
/// <param name="Format">How the answer is written: <c>json</c>, which is the default, or <c>xml</c>. Another is answered with <c>501</c>, as oEmbed has it.</param>
/// <param name="Maxwidth" example="480">How wide the card and its picture may be at most, in pixels.</param>
/// <param name="Maxheight" example="400">How high the card and its picture may be at most, in pixels.</param>
public sealed record OEmbedQuery(
    [Required] Parameter<FreeText>? Url = null,
    Parameter<FreeText>? Format = null,
    [Range(1, OEmbedQuery.MaxSide)] Parameter<WholeNumber>? Maxwidth = null,
    [Range(1, OEmbedQuery.MaxSide)] Parameter<WholeNumber>? Maxheight = null
)
{
    public const int MaxSide = 10_000;

    /// <summary>Null for a form that there is not.</summary>
    public bool? IsXml =>
        Format?.Value?.Value switch
        {
            null or "json" => false,
            "xml" => true,
            _ => null,
        };
}

internal sealed class OEmbedQueryValidator : QueryValidator<OEmbedQuery>;
