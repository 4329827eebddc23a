using System.Text;

namespace NewsApi.Articles;

/// <summary>A whole story as CommonMark, its headline the only heading of the first level.</summary>
internal static class StoryMarkdown
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
        yield return $"# {Line(story.Headline)}";
        yield return story.Standfirst.Length > 0 ? $"**{Line(story.Standfirst)}**" : "";
        yield return Line(story.Byline ?? "");
        yield return $"{Line(story.Section.Title)}, {story.PublishedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
        if (story.LeadImage is { } image)
            yield return $"![{Line(image.Alt)}]({InlineHtml.MarkdownAddress(image.Url)})";
        yield return Line(
            string.Join(' ', new[] { story.LeadImage?.Caption, story.LeadImage?.Credit }.OfType<string>())
        );
        yield return BodyMarkdown.Render(story.Body ?? []).TrimEnd('\n');
        if (story.Corrections.Count > 0)
            yield return "---";
        foreach (var correction in story.Corrections)
            yield return $"**{correction.Kind}** ({correction.At.UtcDateTime:yyyy-MM-dd}): {Line(correction.Text)}";
        yield return Line(story.Rights.Copyright ?? "");
        yield return $"<{story.WebUrl}>";
    }

    private static string Line(string text) => InlineHtml.EscapeMarkdown(text);
}
