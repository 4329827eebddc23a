using System.Text.Json;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Feeds;

/// <summary>Writes a feed as JSON Feed 1.1. <c>_rights</c> in an item is an extension: what this API calls <c>rights</c>.</summary>
internal static class JsonFeed
{
    public static ReadOnlyMemory<byte> Write(Feed feed, Site site) =>
        JsonWriting.Object(json =>
        {
            json.WriteString("version", "https://jsonfeed.org/version/1.1");
            json.WriteString("title", feed.Title);
            json.WriteString("home_page_url", feed.HomeUrl);
            json.WriteString("feed_url", feed.SelfUrl);
            json.Text("description", feed.Description);
            json.Text("next_url", feed.NextUrl);
            json.Text("language", feed.Language);
            json.Objects("authors", [feed.Name], name => json.WriteString("name", name));
            json.Objects(
                "hubs",
                [feed.HubUrl],
                url =>
                {
                    json.WriteString("type", "WebSub");
                    json.WriteString("url", url);
                }
            );
            json.WriteStartArray("items");
            foreach (var story in feed.Stories)
            {
                json.WriteStartObject();
                WriteItem(json, story, site);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    private static void WriteItem(Utf8JsonWriter json, Story story, Site site)
    {
        json.WriteString("id", story.Urn);
        json.WriteString("url", story.WebUrl);
        json.WriteString("title", story.Headline);
        json.Text("summary", story.Standfirst);
        // An item must have one of the two.
        if (story.Body is { } body)
            json.WriteString("content_html", BodyHtml.Render(body));
        else
            json.WriteString("content_text", story.Standfirst.Length > 0 ? story.Standfirst : story.Headline);
        json.Instant("date_published", story.FirstPublishedAt);
        json.Instant("date_modified", story.UpdatedAt);
        json.WriteString("language", story.Language);
        WriteAuthors(json, story, site);
        json.Texts("tags", [story.Section.Title, .. story.Subjects.Select(tag => tag.Title)]);
        if (story.LeadImage is { } image)
            WriteImage(json, image);
        json.Object("_rights", () => WriteRights(json, story.Rights));
    }

    private static void WriteAuthors(Utf8JsonWriter json, Story story, Site site)
    {
        var known = story.Contributors.Select(tag => (tag.Title, Url: (string?)site.TagApiUrl(tag.Id))).ToList();
        if (known.Count == 0 && story.Byline is { } byline)
            known.Add((byline, null));
        json.Objects(
            "authors",
            known,
            author =>
            {
                json.WriteString("name", author.Title);
                json.Text("url", author.Url);
            }
        );
    }

    private static void WriteImage(Utf8JsonWriter json, LeadImage image)
    {
        json.WriteString("image", image.Url);
        // An attachment must say its media type.
        if (PictureType.Of(image) is { } type)
            json.Objects(
                "attachments",
                [image],
                picture =>
                {
                    json.WriteString("url", picture.Url);
                    json.WriteString("mime_type", type);
                    json.WriteString("title", picture.Caption ?? picture.Alt);
                    json.Number("size_in_bytes", picture.Bytes);
                }
            );
    }

    private static void WriteRights(Utf8JsonWriter json, Rights rights)
    {
        json.WriteBoolean("syndicatable", rights.Syndicatable);
        json.Text("copyright", rights.Copyright);
        json.Text("usageTerms", rights.UsageTerms);
        json.Text("licence", rights.Licence);
        json.Instant("expiresAt", rights.ExpiresAt);
        json.WriteBoolean("aiTraining", rights.AiTraining);
    }
}
