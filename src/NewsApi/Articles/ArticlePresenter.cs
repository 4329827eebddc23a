using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Makes of a row what clients see, with just the members they want.</summary>
public sealed class ArticlePresenter(Site site)
{
    private readonly Lazy<JsonEncodedText> _baseUrl = new(() => JsonEncodedText.Encode(site.BaseUrl));

    /// <summary>How the address of such a picture begins, which no text can contain: there its quotation marks are escaped.</summary>
    private static ReadOnlySpan<byte> RelativeUrl => "\"url\":\"/"u8;

    /// <summary>The same for the type of a tag, which no other member of one can have.</summary>
    private static ReadOnlySpan<byte> Contributor => "\"type\":\"contributor\""u8;

    public Article Present(ArticleRow row, ArticleMembers members, BodyFormat format)
    {
        bool Wants(ArticleMembers member) => (members & member) != ArticleMembers.None;

        var webUrl = Wants(ArticleMembers.Share | ArticleMembers.WebUrl) ? WebUrlOf(row) : null;
        return new Article
        {
            Id = row.Id,
            Slug = Wants(ArticleMembers.Slug) ? row.Slug : null,
            Type = Wants(ArticleMembers.Type) ? Choice<ArticleType>.Words[row.Type] : null,
            Language = Wants(ArticleMembers.Language) ? row.Language : null,
            Version = Wants(ArticleMembers.Version) ? row.Version : null,
            Headline = Wants(ArticleMembers.Headline) ? row.Headline : null,
            Standfirst = Wants(ArticleMembers.Standfirst) ? row.Standfirst : null,
            Byline = Wants(ArticleMembers.Byline) ? row.Byline : null,
            Section = Wants(ArticleMembers.Section) ? new(row.Section) : null,
            Tags = Wants(ArticleMembers.Tags) ? new(row.Tags) : null,
            Contributors = Wants(ArticleMembers.Contributors) ? ContributorsOf(row.Tags) : null,
            LeadImage = Wants(ArticleMembers.LeadImage)
                ? row.LeadImage is { } image
                    ? new(WithAbsoluteUrls(image))
                    : null
                : null,
            Body = Wants(ArticleMembers.Body) ? Body(row.Body!, format) : null,
            WordCount = Wants(ArticleMembers.WordCount) ? row.WordCount : null,
            ReadingMinutes = Wants(ArticleMembers.ReadingMinutes) ? row.ReadingMinutes : null,
            Urgency = Wants(ArticleMembers.Urgency) ? row.Urgency : null,
            FirstPublishedAt = Wants(ArticleMembers.FirstPublishedAt) ? row.FirstPublishedAt : null,
            PublishedAt = Wants(ArticleMembers.PublishedAt) ? row.PublishedAt : null,
            UpdatedAt = Wants(ArticleMembers.UpdatedAt) ? row.UpdatedAt : null,
            Corrections = Wants(ArticleMembers.Corrections) ? new(row.Corrections) : null,
            Rights = Wants(ArticleMembers.Rights) ? new(row.Rights) : null,
            Share = Wants(ArticleMembers.Share) ? new Share(webUrl!, row.Headline, row.Standfirst) : null,
            WebUrl = Wants(ArticleMembers.WebUrl) ? webUrl : null,
            ApiUrl = Wants(ArticleMembers.ApiUrl) ? site.ArticleApiUrl(row.Id) : null,
        };
    }

    /// <summary>The same whole, for the formats that are not this API's own.</summary>
    public Story Story(ArticleRow row)
    {
        var section = Read(row.Section, NewsJsonContext.Wire.SectionReference);
        return new Story
        {
            Id = row.Id,
            Slug = row.Slug,
            Type = Choice<ArticleType>.Words[row.Type],
            Language = row.Language,
            Version = row.Version,
            Headline = row.Headline,
            Standfirst = row.Standfirst,
            Byline = row.Byline,
            Section = section,
            Tags = Read(row.Tags, NewsJsonContext.Wire.IReadOnlyListTagReference),
            LeadImage = LeadImage(row.LeadImage),
            Body = row.Body is { } body ? Blocks(body) : null,
            WordCount = row.WordCount,
            Urgency = row.Urgency,
            FirstPublishedAt = row.FirstPublishedAt,
            PublishedAt = row.PublishedAt,
            UpdatedAt = row.UpdatedAt,
            Corrections = Read(row.Corrections, NewsJsonContext.Wire.IReadOnlyListCorrection),
            Rights = RightsOf(row),
            WebUrl = site.ArticleWebUrl(row.Id, row.Slug, section.Slug),
            ApiUrl = site.ArticleApiUrl(row.Id),
        };
    }

    public static Rights RightsOf(ArticleRow row) => Read(row.Rights, NewsJsonContext.Wire.Rights);

    /// <summary>When the first of these stories expires; null for never.</summary>
    public static DateTimeOffset? ExpiryOf(IEnumerable<ArticleRow> rows) => rows.Min(row => row.ExpiresAt);

    private string WebUrlOf(ArticleRow row) =>
        site.NamesSectionsInWebUrls
            ? site.ArticleWebUrl(row.Id, row.Slug, Read(row.Section, NewsJsonContext.Wire.SectionReference).Slug)
            : site.ArticleWebUrl(row.Id, row.Slug, "");

    /// <summary>Picked out of the tags without making objects of them, which costs more than all the rest of a story.</summary>
    private static IReadOnlyList<ContributorReference> ContributorsOf(byte[] tags)
    {
        if (tags.AsSpan().IndexOf(Contributor) < 0)
            return [];
        var contributors = new List<ContributorReference>();
        var json = new Utf8JsonReader(tags);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var tag = json;
            json.Skip();
            if (tags.AsSpan((int)tag.TokenStartIndex..(int)json.BytesConsumed).IndexOf(Contributor) >= 0)
                contributors.Add(ContributorOf(ref tag));
        }
        return contributors;
    }

    private static ContributorReference ContributorOf(ref Utf8JsonReader tag)
    {
        var (id, title) = ("", "");
        while (tag.Read() && tag.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isTitle) = (tag.ValueTextEquals("id"u8), tag.ValueTextEquals("title"u8));
            tag.Read();
            if (isId)
                id = tag.GetString()!;
            else if (isTitle)
                title = tag.GetString()!;
            else
                tag.Skip();
        }
        return new(id, title);
    }

    private LeadImage? LeadImage(byte[]? json) =>
        json is null ? null : WithAbsoluteUrls(Read(json, NewsJsonContext.Wire.LeadImage));

    private LeadImage WithAbsoluteUrls(LeadImage image) =>
        image with
        {
            Url = site.Absolute(image.Url),
            Renditions =
            [
                .. image.Renditions.Select(rendition => rendition with { Url = site.Absolute(rendition.Url) }),
            ],
        };

    private ArticleBody Body(byte[] json, BodyFormat format) =>
        format == BodyFormat.Blocks
            ? ArticleBody.OfStored(WithAbsoluteUrls(json))
            : ArticleBody.Of(Blocks(json), format);

    /// <summary>As it is stored, but for the addresses of pictures of this service, which are made absolute.</summary>
    private ReadOnlyMemory<byte> WithAbsoluteUrls(byte[] json)
    {
        ReadOnlySpan<byte> rest = json;
        var at = rest.IndexOf(RelativeUrl);
        if (at < 0)
            return json;
        var absolute = new ArrayBufferWriter<byte>(json.Length + 256);
        for (; at >= 0; at = rest.IndexOf(RelativeUrl))
        {
            var path = at + RelativeUrl.Length - 1;
            absolute.Write(rest[..path]);
            absolute.Write(_baseUrl.Value.EncodedUtf8Bytes);
            rest = rest[path..];
        }
        absolute.Write(rest);
        return absolute.WrittenMemory;
    }

    private List<Block> Blocks(byte[] json) =>
        [
            .. Read(json, NewsJsonContext.Wire.IReadOnlyListBlock)
                .Select(block => block is ImageBlock image ? image with { Url = site.Absolute(image.Url) } : block),
        ];

    private static T Read<T>(byte[] json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException($"A stored {typeof(T).Name} is null.");
}
