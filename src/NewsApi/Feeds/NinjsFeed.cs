using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Feeds;

/// <summary>Writes a feed as one composite item of ninjs 3.1: the stories, and those that were taken back, are its associated
/// items.</summary>
internal static class NinjsFeed
{
    public static ReadOnlyMemory<byte> Write(Feed feed, NinjsWriter ninjs) =>
        JsonWriting.Object(json =>
        {
            NinjsWriter.WriteStandard(json);
            json.WriteString("uri", feed.Url);
            json.WriteString("type", "composite");
            json.Instant("versionCreated", feed.UpdatedAt);
            json.WriteString("pubStatus", "usable");
            json.WriteString("title", feed.Title);
            json.Text("language", feed.Language);
            json.WriteString("copyrightHolder", feed.Name);
            json.WriteStartArray("associations");
            foreach (var takedown in feed.Takedowns)
            {
                json.WriteStartObject();
                json.WriteString("name", takedown.Id.ToString());
                NinjsWriter.WriteCancelled(json, takedown.Id, takedown.At);
                json.WriteEndObject();
            }
            foreach (var story in feed.Stories)
            {
                json.WriteStartObject();
                json.WriteString("name", story.Slug);
                ninjs.WriteItem(json, story);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
}
