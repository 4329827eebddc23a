using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace NewsApi.Http;

/// <summary>Makes the absolute addresses that answers carry.</summary>
public sealed class Site(SiteOptions options, IServer server)
{
    private readonly Lazy<string> _baseUrl = new(() => BaseUrlFor(options, server));

    /// <summary>Without a slash at its end. Where it is not configured it is known once the service listens, and must not be asked
    /// for before.</summary>
    public string BaseUrl => _baseUrl.Value;

    /// <summary>Where readers find the publisher: the beginning of the site that stories are on.</summary>
    public string HomeUrl =>
        options.ArticleUrl is { } template ? new Uri(new Uri(template), "/").AbsoluteUri : BaseUrl + "/";

    /// <summary>Of the publisher.</summary>
    public string Name => options.Name;

    /// <summary>Address of the publisher's logo; null for none.</summary>
    public string? Logo => options.Logo;

    /// <summary>Whether machines may be trained on what is served here, unless a story says otherwise.</summary>
    public bool AllowsTraining => options.AiTraining;

    /// <summary>Where to ask for a licence; null for nowhere.</summary>
    public string? LicencePolicy => options.LicencePolicy;

    /// <summary>How long others may keep what is served here.</summary>
    public Freshness Freshness { get; } = options.Freshness;

    /// <summary>An address as stored, which may be relative to this service, made absolute.</summary>
    public string Absolute(string url) => url.StartsWith('/') ? BaseUrl + url : url;

    /// <summary>The other way round: an address of this service as it is stored, without what may change when it moves.</summary>
    public string Relative(string url) =>
        url.StartsWith(BaseUrl + '/', StringComparison.Ordinal) ? url[BaseUrl.Length..] : url;

    public string ArticleApiUrl(Guid id) => $"{BaseUrl}/v1/articles/{id}";

    /// <param name="id">Type and slug.</param>
    public string TagApiUrl(string id) => $"{BaseUrl}/v1/tags/{id}";

    public string SectionApiUrl(string slug) => $"{BaseUrl}/v1/sections/{slug}";

    /// <summary>Whether it takes a story's section to say where readers find it.</summary>
    public bool NamesSectionsInWebUrls { get; } =
        options.ArticleUrl?.Contains("{section}", StringComparison.Ordinal) ?? false;

    public string ArticleWebUrl(Guid id, string slug, string section) =>
        options.ArticleUrl is { } template
            ? template
                .Replace("{slug}", slug, StringComparison.Ordinal)
                .Replace("{id}", id.ToString(), StringComparison.Ordinal)
                .Replace("{section}", section, StringComparison.Ordinal)
            : BaseUrl + StoryPage(slug);

    /// <summary>Path of the page that this service itself has for a story.</summary>
    public static string StoryPage(string slug) => $"/stories/{slug}";

    private static string BaseUrlFor(SiteOptions options, IServer server)
    {
        if (options.BaseUrl is { } configured)
            return configured.TrimEnd('/');
        var address =
            server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:8080";
        var bound = BindingAddress.Parse(address);
        var host = bound.Host is "*" or "+" or "[::]" or "0.0.0.0" ? "localhost" : bound.Host;
        return $"{bound.Scheme}://{host}:{bound.Port}";
    }
}
