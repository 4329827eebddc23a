using System.Text.Json;
using NewsApi.Http;
using NewsApi.Tags;

namespace NewsApi.Articles;

/// <summary>Writes stories as items of ninjs 3.1, the IPTC's standard for news in JSON.</summary>
public sealed class NinjsWriter(Site site)
{
    private const string Genres = "http://cv.iptc.org/newscodes/genre/";

    /// <summary>A document that is one item.</summary>
    public ReadOnlyMemory<byte> Write(Story story) =>
        JsonWriting.Object(json =>
        {
            WriteStandard(json);
            WriteItem(json, story);
        });

    public static void WriteStandard(Utf8JsonWriter json) =>
        json.Object(
            "standard",
            () =>
            {
                json.WriteString("name", "ninjs");
                json.WriteString("version", "3.1");
                json.WriteString("schema", "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json");
            }
        );

    /// <summary>The members of an item.</summary>
    public void WriteItem(Utf8JsonWriter json, Story story)
    {
        json.WriteString("uri", story.Urn);
        json.WriteString("type", "text");
        json.WriteString("representationType", story.Body is null ? "partial" : "full");
        json.WriteString("version", story.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.Instant("firstCreated", story.FirstPublishedAt);
        json.Instant("versionCreated", story.UpdatedAt);
        json.WriteString("pubStatus", "usable");
        json.WriteNumber("urgency", story.Urgency);
        json.WriteString("language", story.Language);
        WriteTexts(json, story);
        WriteNames(json, story);
        WriteGenre(json, story.Type);
        WriteRights(json, story);
        if (story.LeadImage is { } image)
            json.Objects("associations", [image], picture => WritePicture(json, picture));
        json.Objects(
            "altIds",
            [("slug", story.Slug), ("webUrl", story.WebUrl), ("apiUrl", story.ApiUrl)],
            ((string Role, string Value) id) => WriteText(json, id.Role, id.Value, mediaType: null)
        );
    }

    /// <summary>An item that says of a story that it was taken back: who has it must not show it any more.</summary>
    public static void WriteCancelled(Utf8JsonWriter json, Guid id, DateTimeOffset at)
    {
        json.WriteString("uri", Story.UrnOf(id));
        json.WriteString("type", "text");
        json.Instant("versionCreated", at);
        json.WriteString("pubStatus", "canceled");
    }

    private static void WriteTexts(Utf8JsonWriter json, Story story)
    {
        json.Objects("headlines", [story.Headline], text => WriteText(json, "main", text, MediaTypes.Text));
        json.Objects(
            "descriptions",
            new[] { story.Standfirst }.Where(text => text.Length > 0),
            text => WriteText(json, "summary", text, MediaTypes.Text)
        );
        if (story.Body is { } body)
            json.Objects(
                "bodies",
                [(MediaTypes.Html, BodyHtml.Render(body)), (MediaTypes.Text, BodyText.Render(body))],
                ((string Type, string Text) form) =>
                {
                    WriteText(json, "main", form.Text, form.Type);
                    json.WriteNumber("wordCount", story.WordCount);
                }
            );
        json.Text("by", story.Byline ?? string.Join(", ", story.Contributors.Select(tag => tag.Title)));
        json.Text("edNote", string.Join("\n", story.Corrections.Select(correction => correction.Text)));
    }

    private void WriteNames(Utf8JsonWriter json, Story story)
    {
        // The section is a subject like others to who does not know this newsroom; rel says that it is more.
        json.Objects(
            "subjects",
            story
                .Subjects.Where(tag => tag.Type is TagType.Topic or TagType.Series)
                .Select(tag => (tag.Title, tag.Type == TagType.Topic ? "about" : "series", site.TagApiUrl(tag.Id)))
                .Append((story.Section.Title, "section", site.SectionApiUrl(story.Section.Slug))),
            ((string Title, string Rel, string Url) name) => WriteName(json, name.Title, name.Rel, name.Url)
        );
        WriteNames(json, "people", story, TagType.Person);
        WriteNames(json, "organisations", story, TagType.Organisation);
        WriteNames(json, "places", story, TagType.Place);
        WriteNames(json, "events", story, TagType.Event);
    }

    private void WriteNames(Utf8JsonWriter json, string member, Story story, TagType type) =>
        json.Objects(
            member,
            story.Tags.Where(tag => tag.Type == type),
            tag => WriteName(json, tag.Title, "about", site.TagApiUrl(tag.Id))
        );

    private static void WriteName(Utf8JsonWriter json, string name, string rel, string uri)
    {
        json.WriteString("name", name);
        json.WriteString("rel", rel);
        json.WriteString("uri", uri);
    }

    private static void WriteGenre(Utf8JsonWriter json, ArticleType type)
    {
        var genre = type switch
        {
            ArticleType.Analysis => "Analysis",
            ArticleType.Opinion => "Opinion",
            _ => null,
        };
        json.Objects(
            "genres",
            new[] { genre }.OfType<string>(),
            name =>
            {
                json.WriteString("name", name);
                json.WriteString("uri", Genres + name);
            }
        );
    }

    private void WriteRights(Utf8JsonWriter json, Story story)
    {
        json.WriteString("copyrightHolder", site.Name);
        json.Text("copyrightNotice", story.Rights.Copyright);
        json.Text("usageTerms", story.Rights.UsageTerms);
        json.Instant("expires", story.Rights.ExpiresAt);
        if (story.Rights.Licence is { } licence)
            json.Object("rightsInfo", () => json.WriteString("linkedRights", licence));
    }

    private static void WritePicture(Utf8JsonWriter json, LeadImage image)
    {
        json.WriteString("name", "leadImage");
        json.WriteString("uri", image.Url);
        json.WriteString("type", "picture");
        json.Text("by", image.Credit);
        json.Objects(
            "descriptions",
            new (string Role, string Text)[] { ("alttext", image.Alt), ("caption", image.Caption ?? "") }.Where(text =>
                text.Text.Length > 0
            ),
            text => WriteText(json, text.Role, text.Text, MediaTypes.Text)
        );
        var original = (image.Url, image.Width, image.Height, Type: PictureType.Of(image), image.Bytes);
        json.Objects(
            "renditions",
            image
                .Renditions.Select(file =>
                    (file.Url, file.Width, file.Height, Type: PictureType.Of(file.Url), Bytes: (int?)null)
                )
                .Prepend(original),
            file =>
            {
                json.WriteString("name", $"{file.Width}x{file.Height}");
                json.WriteString("href", file.Url);
                json.Text("contentType", file.Type);
                json.WriteNumber("width", file.Width);
                json.WriteNumber("height", file.Height);
                json.Number("sizeInBytes", file.Bytes);
            }
        );
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text, string? mediaType)
    {
        json.WriteString("role", role);
        json.Text("contentType", mediaType);
        json.WriteString("value", text);
    }
}
