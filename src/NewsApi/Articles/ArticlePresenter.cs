using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NewsApi.Http;
using NewsApi.Tags;

namespace NewsApi.Articles;

/// <summary>Makes of a row what clients see, with just the members they want.</summary>
public sealed class ArticlePresenter(Site site)
{
    /// <summary>How the address of such a picture begins, which no text can contain: there its quotation marks are escaped.</summary>
    private const string RelativeUrl = "\"url\":\"/";

    /// <summary>The same for the type of a tag, which no other member of one can have.</summary>
    private const string Contributor = "\"type\":\"contributor\"";

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
            LeadImage = Wants(ArticleMembers.LeadImage) ? PictureOf(row.LeadImage) : null,
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

    private static IReadOnlyList<ContributorReference> ContributorsOf(string tags) =>
        tags.Contains(Contributor, StringComparison.Ordinal)
            ?
            [
                .. Read(tags, NewsJsonContext.Wire.IReadOnlyListTagReference)
                    .Where(tag => tag.Type == TagType.Contributor)
                    .Select(tag => new ContributorReference(tag.Id, tag.Title)),
            ]
            : [];

    /// <summary>As it is stored, but for the addresses of this service, which are made absolute.</summary>
    private Stored<LeadImage>? PictureOf(string? json) =>
        json is null ? null
        : json.Contains(RelativeUrl, StringComparison.Ordinal)
            ? new(JsonSerializer.Serialize(LeadImage(json)!, NewsJsonContext.Wire.LeadImage))
        : new(json);

    private LeadImage? LeadImage(string? json) =>
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

    /// <summary>Most bodies go out as they are stored: only a picture of this service has its address made absolute.</summary>
    private ArticleBody Body(string json, BodyFormat format) =>
        format == BodyFormat.Blocks && !json.Contains(RelativeUrl, StringComparison.Ordinal)
            ? ArticleBody.OfStored(json)
            : ArticleBody.Of(Blocks(json), format);

    private List<Block> Blocks(string json) =>
        [
            .. Read(json, NewsJsonContext.Wire.IReadOnlyListBlock)
                .Select(block => block is ImageBlock image ? image with { Url = site.Absolute(image.Url) } : block),
        ];

    private static T Read<T>(string json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException($"A stored {typeof(T).Name} is null.");
}
