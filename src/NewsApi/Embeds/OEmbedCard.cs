using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Embeds;

/// <summary>How another site shows a story (oEmbed 1.0).</summary>
public sealed record OEmbedCard
{
    /// <summary><c>rich</c>: a card to be put into the page. <c>link</c>: others may not publish the story, but link to it.</summary>
    /// <example>rich</example>
    [AllowedValues("rich", "link")]
    public required string Type { get; init; }

    /// <summary>Of oEmbed.</summary>
    /// <example>1.0</example>
    [AllowedValues("1.0")]
    public string Version => "1.0";

    /// <summary>The headline.</summary>
    /// <example>How the world mended the ozone layer</example>
    public required string Title { get; init; }

    /// <summary>Whose work it is.</summary>
    /// <example>Amara Lindqvist</example>
    [JsonPropertyName("author_name")]
    public string? AuthorName { get; init; }

    /// <summary>The publisher.</summary>
    /// <example>Example News</example>
    [JsonPropertyName("provider_name")]
    public required string ProviderName { get; init; }

    /// <summary>Where readers find the publisher.</summary>
    /// <example>https://www.example.org/</example>
    [JsonPropertyName("provider_url"), Url]
    public required string ProviderUrl { get; init; }

    /// <summary>How long the answer may be kept, in seconds: also how long a withdrawn story may live on in it.</summary>
    /// <example>10</example>
    [JsonPropertyName("cache_age"), Range(0, 3600)]
    public required int CacheAge { get; init; }

    /// <summary>The largest file of the story's picture that fits; absent where none does.</summary>
    /// <example>https://api.example.org/media/ozone-hole.svg</example>
    [JsonPropertyName("thumbnail_url"), Url]
    public string? ThumbnailUrl { get; init; }

    /// <summary>In pixels.</summary>
    /// <example>1600</example>
    [JsonPropertyName("thumbnail_width")]
    public int? ThumbnailWidth { get; init; }

    /// <summary>In pixels.</summary>
    /// <example>900</example>
    [JsonPropertyName("thumbnail_height")]
    public int? ThumbnailHeight { get; init; }

    /// <summary>The card: needs no script, and what the story brought along is escaped. Only of <c>rich</c>.</summary>
    public string? Html { get; init; }

    /// <summary>Of the card, in pixels.</summary>
    /// <example>600</example>
    public int? Width { get; init; }

    /// <summary>Of the card, in pixels, as far as it can be told before it is shown.</summary>
    /// <example>240</example>
    public int? Height { get; init; }

    /// <summary>The other form of oEmbed, with the same members.</summary>
    public ReadOnlyMemory<byte> ToXml() =>
        XmlWriting.Document(xml =>
        {
            xml.WriteStartElement("oembed");
            xml.Text("type", Type);
            xml.Text("version", Version);
            xml.Text("title", Title);
            xml.Text("author_name", AuthorName);
            xml.Text("provider_name", ProviderName);
            xml.Text("provider_url", ProviderUrl);
            xml.Text("cache_age", Digits(CacheAge));
            xml.Text("thumbnail_url", ThumbnailUrl);
            xml.Text("thumbnail_width", Digits(ThumbnailWidth));
            xml.Text("thumbnail_height", Digits(ThumbnailHeight));
            xml.Text("html", Html);
            xml.Text("width", Digits(Width));
            xml.Text("height", Digits(Height));
            xml.WriteEndElement();
        });

    private static string? Digits(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
