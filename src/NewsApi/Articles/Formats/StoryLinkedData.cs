using System.Text.Json;
using NewsApi.Http;
using NewsApi.Tags;

namespace NewsApi.Articles;

/// <summary>A story as a <c>NewsArticle</c> of schema.org, in JSON-LD: what search engines and assistants read.</summary>
/// <remarks>Members as schema.org 29 has them. <c>speakable</c> is left out: no story says which parts may be read aloud.
/// </remarks>
public sealed class StoryLinkedData(Site site)
{
    /// <summary>With the text of the story, where it was read.</summary>
    public ReadOnlyMemory<byte> Write(Story story) => JsonWriting.Object(json => Write(json, story, withText: true));

    /// <summary>Without the text, which stands in the page anyway. Nothing in it can end a script element.</summary>
    public ReadOnlyMemory<byte> WriteForPage(Story story) =>
        JsonWriting.ObjectInPage(json => Write(json, story, withText: false));

    private void Write(Utf8JsonWriter json, Story story, bool withText)
    {
        json.WriteString("@context", "https://schema.org");
        json.WriteString("@type", TypeOf(story.Type));
        json.WriteString("@id", story.Urn);
        json.WriteString("url", story.WebUrl);
        json.WriteString("mainEntityOfPage", story.WebUrl);
        json.WriteString("headline", story.Headline);
        json.Text("description", story.Standfirst);
        json.WriteString("inLanguage", story.Language);
        json.Instant("datePublished", story.FirstPublishedAt);
        json.Instant("dateModified", story.UpdatedAt);
        json.WriteString("articleSection", story.Section.Title);
        json.Texts("keywords", [.. story.Subjects.Select(tag => tag.Title)]);
        json.WriteNumber("wordCount", story.WordCount);
        json.WriteNumber("version", story.Version);
        WriteAuthors(json, story);
        json.Object("publisher", () => WritePublisher(json));
        WriteImage(json, story.LeadImage);
        json.Objects("about", story.Subjects, tag => WriteSubject(json, tag));
        WriteRights(json, story.Rights);
        json.Objects("correction", story.Corrections, correction => WriteCorrection(json, correction));
        if (withText && story.Body is { } body)
            json.WriteString("articleBody", BodyText.Render(body));
    }

    private static string TypeOf(ArticleType type) =>
        type switch
        {
            ArticleType.Analysis => "AnalysisNewsArticle",
            ArticleType.Opinion => "OpinionNewsArticle",
            _ => "NewsArticle",
        };

    /// <summary>Those who are known by name; otherwise whoever the byline names, or else the newsroom.</summary>
    private void WriteAuthors(Utf8JsonWriter json, Story story)
    {
        var authors = story
            .Contributors.Select(tag => (Type: "Person", Name: tag.Title, Url: (string?)site.TagApiUrl(tag.Id)))
            .ToList();
        if (authors.Count == 0)
            authors.Add(
                story.Byline is { } byline ? ("Person", WithoutBy(byline), null) : ("Organization", site.Name, null)
            );
        json.Objects(
            "author",
            authors,
            author =>
            {
                json.WriteString("@type", author.Type);
                json.WriteString("name", author.Name);
                json.Text("url", author.Url);
            }
        );
    }

    private static string WithoutBy(string byline) =>
        byline.StartsWith("By ", StringComparison.OrdinalIgnoreCase) && byline.Length > 3 ? byline[3..] : byline;

    private void WritePublisher(Utf8JsonWriter json)
    {
        json.WriteString("@type", "NewsMediaOrganization");
        json.WriteString("name", site.Name);
        if (site.Logo is { } logo)
            json.Object(
                "logo",
                () =>
                {
                    json.WriteString("@type", "ImageObject");
                    json.WriteString("url", logo);
                }
            );
    }

    private static void WriteImage(Utf8JsonWriter json, LeadImage? image)
    {
        if (image is null)
            return;
        json.Object(
            "image",
            () =>
            {
                json.WriteString("@type", "ImageObject");
                json.WriteString("url", image.Url);
                json.WriteNumber("width", image.Width);
                json.WriteNumber("height", image.Height);
                json.WriteString("caption", image.Caption ?? image.Alt);
                json.Text("creditText", image.Credit);
            }
        );
    }

    private void WriteSubject(Utf8JsonWriter json, TagReference tag)
    {
        json.WriteString(
            "@type",
            tag.Type switch
            {
                TagType.Person => "Person",
                TagType.Organisation => "Organization",
                TagType.Place => "Place",
                TagType.Event => "Event",
                _ => "Thing",
            }
        );
        json.WriteString("name", tag.Title);
        json.WriteString("url", site.TagApiUrl(tag.Id));
    }

    private static void WriteRights(Utf8JsonWriter json, Rights rights)
    {
        json.WriteBoolean("isAccessibleForFree", true);
        json.Text("copyrightNotice", rights.Copyright);
        json.Text("license", rights.Licence);
        json.Text("conditionsOfAccess", rights.UsageTerms);
        json.Instant("expires", rights.ExpiresAt);
    }

    private static void WriteCorrection(Utf8JsonWriter json, Correction correction)
    {
        json.WriteString("@type", "CorrectionComment");
        json.WriteString("text", correction.Text);
        json.Instant("datePublished", correction.At);
    }
}
