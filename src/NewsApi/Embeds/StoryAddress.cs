using System.Text.RegularExpressions;
using NewsApi.Http;

namespace NewsApi.Embeds;

/// <summary>Recognises addresses of stories, as readers copy them.</summary>
internal sealed class StoryAddress(Site site, SiteOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lazy<IReadOnlyList<Regex>> _shapes = new(() => [.. TemplatesOf(site, options).Select(ShapeOf)]);

    /// <returns>Id or slug of the story; null where the address is none of a story here.</returns>
    public string? Read(string url)
    {
        var absolute = url.StartsWith('/') ? site.BaseUrl + url : url;
        if (!Uri.TryCreate(absolute, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        // What comes behind the path tells where a reader came from, and the scheme what a proxy did.
        var address = uri.Authority + Uri.UnescapeDataString(uri.AbsolutePath).TrimEnd('/');
        return _shapes
            .Value.Select(shape => shape.Match(address))
            .Where(match => match.Success)
            .Select(match => match.Groups[match.Groups["id"].Success ? "id" : "slug"].Value)
            .FirstOrDefault();
    }

    private static IEnumerable<string> TemplatesOf(Site site, SiteOptions options)
    {
        yield return site.BaseUrl + Site.StoryPage("{slug}");
        yield return $"{site.BaseUrl}/v1/articles/{{slug}}";
        if (options.ArticleUrl is { } template)
            yield return template;
    }

    private static Regex ShapeOf(string template)
    {
        var address = template[(template.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('?', '#')[0];
        var named = new HashSet<string>(StringComparer.Ordinal);
        var pattern = Regex.Replace(
            Regex.Escape(address.TrimEnd('/')),
            @"\\\{(?<name>slug|id|section)}",
            match =>
            {
                var name = match.Groups["name"].Value;
                var form = name == "id" ? "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}" : "[a-z0-9-]+";
                return named.Add(name) ? $"(?<{name}>{form})" : form;
            },
            RegexOptions.ExplicitCapture,
            Patience
        );
        return new($@"\A{pattern}\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Patience);
    }
}
