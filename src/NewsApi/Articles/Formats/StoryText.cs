using System.Text;

namespace NewsApi.Articles;

/// <summary>A whole story as plain text, to be read, piped or spoken.</summary>
internal static class StoryText
{
    public static string Write(Story story)
    {
        var text = new StringBuilder();
        foreach (var part in Parts(story).Where(part => part.Length > 0))
            text.Append(part).Append("\n\n");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<string> Parts(Story story)
    {
        yield return story.Headline;
        yield return story.Standfirst;
        yield return story.Byline ?? "";
        yield return $"{story.Section.Title}, {story.PublishedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
        yield return BodyText.Render(story.Body ?? []);
        foreach (var correction in story.Corrections)
            yield return $"{correction.Kind} ({correction.At.UtcDateTime:yyyy-MM-dd}): {correction.Text}";
        yield return story.Rights.Copyright ?? "";
        yield return story.WebUrl;
    }
}
