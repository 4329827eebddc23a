using System.Text.RegularExpressions;
using NewsApi.Http;

namespace NewsApi.Embeds;

/// <summary>Recognises addresses of stories, as readers copy them.</summary>
internal sealed class StoryAddress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<Regex> _shapes;

    public StoryAddress(Site site, SiteOptions options)
    {
        string[] templates =
        [
            site.BaseUrl + Site.StoryPage("{slug}"),
            $"{site.BaseUrl}/v1/articles/{{slug}}",
            .. options.ArticleUrl is { } template ? [template] : (string[])[],
        ];
        _shapes = [.. templates.Select(ShapeOf)];
    }

    /// <returns>Id or slug of the story; null where the address is none of a story here.</returns>
    public string? Read(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        // What comes behind the path tells where a reader came from, and the scheme what a proxy did.
        var address = uri.Authority + Uri.UnescapeDataString(uri.AbsolutePath).TrimEnd('/');
        return _shapes
            .Select(shape => shape.Match(address))
            .Where(match => match.Success)
            .Select(match => match.Groups["story"].Value)
            .FirstOrDefault();
    }

    private static Regex ShapeOf(string template)
    {
        var address = template[(template.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('?', '#')[0];
        var isNamed = false;
        var pattern = Regex.Replace(
            Regex.Escape(address.TrimEnd('/')),
            @"\\\{(?<name>slug|id|section)}",
            match =>
            {
                var isStory = match.Groups["name"].Value != "section" && !isNamed;
                isNamed |= isStory;
                return isStory ? "(?<story>[A-Za-z0-9-]+)" : "[A-Za-z0-9-]+";
            },
            RegexOptions.ExplicitCapture,
            Patience
        );
        return new($@"\A{pattern}\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Patience);
    }
}
